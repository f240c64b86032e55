"""A listener that counts who comes, and queries that try to get there."""

from __future__ import annotations

import itertools
import socket
import threading

#: What the listener answers with: none of it may be in any output.
CANARY = "CANARY-5f1d"
_ANSWER = (
    '{"head":{"vars":["s","p","o"]},"results":{"bindings":[{"s":{"type":"uri","value":"http://c/X"},'
    '"p":{"type":"uri","value":"http://c/p"},"o":{"type":"literal","value":"X"}}]}}'
).replace("X", CANARY)


class Witness:
    """Listens on the loopback, answers as a SPARQL endpoint would, and counts connections."""

    def __init__(self):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        self.connections = 0
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            with connection:
                connection.settimeout(5)
                connection.recv(65536)
                head = (
                    "HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"
                    f"Content-Length: {len(_ANSWER)}\r\nConnection: close\r\n\r\n"
                )
                connection.sendall((head + _ANSWER).encode())

    def close(self):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


def groups(url):
    """Return group graph patterns, without their braces, that would fetch from a URL."""
    named = f"PREFIX a: <{url}> "
    words = [
        "SERVICE",
        "service",
        "SeRvIcE",
        "SERVICE SILENT",
        "service  silent",
        "SERVICE\tSILENT",
    ]
    gaps = [" ", "\t", "\n", "\r", "", "# c\n", " # c\r", "\r\n"]
    inside = ["{?s ?p ?o}", "{ SELECT * { ?s ?p ?o } }", "{ ?s ?p ?o FILTER(1=1) }", "{}"]
    made = [
        ("", f"{word}{gap}<{url}>{gap}{body}")
        for word, gap, body in itertools.product(words, gaps, inside[:2])
    ]
    slashes, letter = url.replace("/", "\\u002F"), url.replace("h", "\\U00000068", 1)
    ends = [f"<{url}#x>", f"<{url}?q=1>", f"<{url.replace('http', 'HTTP', 1)}>",
            f"<{url.replace('127.0.0.1', 'localhost')}>", f"<{url.replace('127.0.0.1', '2130706433')}>",
            f"<{slashes}>", f"<{letter}>"]  # fmt: skip
    made += [
        ("", f"SERVICE SILENT {end} {body}") for end, body in itertools.product(ends, inside[2:])
    ]
    plain = f"SERVICE SILENT <{url}> {{?s ?p ?o}}"
    made += [
        ("", around.replace("@", plain))
        for around in (
            "{ @ }", "{ { { @ } } }", "OPTIONAL { @ }", "{ @ } UNION { ?x ?y ?z }",
            "{ ?x ?y ?z } UNION { @ }", "?x ?y ?z MINUS { @ }", "FILTER EXISTS { @ }",
            "FILTER NOT EXISTS { @ }", "{ SELECT * { @ } }", "{ SELECT (COUNT(*) AS ?n) { @ } }",
            "GRAPH ?g { @ }", "BIND(EXISTS { @ } AS ?e)", "?x ?y ?z . @", "?x ?y ?z . FILTER(1<2)@",
            "LATERAL { @ }", "?x ?y 'SERVICE' . @", "# SERVICE\n @", "VALUES ?v { 1 } @ ",
            "{ @ } @", "BIND(1 AS ?one) @ FILTER(?one > 0)",
        )
    ]  # fmt: skip
    made += [
        # Past a guard of words: long strings, CR, < as an operator, an escape in a name, no blanks.
        ("", f'BIND("""a"#""" AS ?y) {plain}'),
        ("", f"BIND('''a'#''' AS ?y) {plain}"),
        ("", f"# c\r {plain}"),
        (named.replace("a:", ":"), "BIND(1 AS ?x) BIND(2 AS ?y) FILTER(?x<?y)SERVICE:a{?s?p?o}FILTER(?y>?x)"),
        ("PREFIX a: <http://e/> ", f"OPTIONAL {{?a a:b\\# ?b}} {plain}"),
        (named, "SERVICEa:b{?s ?p ?o}"),
        (named, "SERVICESILENTa:b{?s ?p ?o}"),
        (named, "serviceSILENT a:{?s ?p ?o}"),
        ("", f"SERVICESILENT<{url}>{{?s ?p ?o}}"),
        (named, "SERVICE a:x {?s ?p ?o}"),
        (f"BASE <{url}> ", "SERVICE <x> {?s ?p ?o}"),
        (f"BASE <{url}> ", "SERVICE SILENT <> {?s ?p ?o}"),
        ("", f"VALUES ?e {{ <{url}> }} SERVICE ?e {{?s ?p ?o}}"),
        ("", f"BIND(<{url}> AS ?e) SERVICE SILENT ?e {{?s ?p ?o}}"),
        ("", f'BIND(IRI("{url}") AS ?e) SERVICE ?e {{?s ?p ?o}}'),
        ("", f"\\u0053ERVICE <{url}> {{?s ?p ?o}}"),
        ("", f"SERVICE\\u0020<{url}> {{?s ?p ?o}}"),
        ("", f"SERVICE <{url}a> {{ SERVICE <{url}b> {{ ?s ?p ?o }} }}"),
    ]  # fmt: skip
    return made


def queries(url):
    """Return texts that would fetch, by SERVICE, FROM or LOAD, or by a name of theirs."""
    made = [f"{head}SELECT * {{ {body} }}" for head, body in groups(url)]
    plain = f"SERVICE SILENT <{url}> {{?s ?p ?o}}"
    made += [f"ASK {{ {plain} }}", f"CONSTRUCT {{?s ?p ?o}} WHERE {{ {plain} }}",
             f"DESCRIBE ?s {{ {plain} }}", f"DESCRIBE <{url}>"]  # fmt: skip
    for gap, name in itertools.product((" ", "\r", "", "#c\n"), ("", "NAMED ", "named\t")):
        made.append(f"SELECT * FROM{gap or ' '}{name}<{url}>{gap}{{ ?s ?p ?o }}")
    made += [f"PREFIX a: <{url}> SELECT * FROMa:g {{ ?s ?p ?o }}",
             f"SELECT * {{ GRAPH <{url}> {{ ?s ?p ?o }} }}",
             f"SELECT (<{url}f>(1) AS ?x) {{}}"]  # fmt: skip
    made += [
        f"{word}{silent} <{url}>{into}"
        for word, silent, into in itertools.product(
            ("LOAD", "load"), ("", " SILENT"), ("", " INTO GRAPH <http://g/>")
        )
    ]
    made += [f"INSERT {{?s ?p ?o}} WHERE {{ {plain} }}", f"ADD <{url}> TO DEFAULT"]
    return made
