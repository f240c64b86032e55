"""Dyads of Spark: a standalone master with two workers counts the same bytes as DuckDB.

Run by ``make test-spark``, which installs what it needs but for Java.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import ibis
import pytest
from synthetic import any_table
from test_dyads import _LAYERS, _same
from test_tables import _laid

import kgraph
from kgraph.tables.dyads import Source

# Spark's client leaves sockets to the collector, and asks pandas for what it deprecates.
pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]

_QUESTIONS = (
    {}, {"period": "day", "by": "held"}, {"period": "month", "least": 2}, {"period": "year"},
    {"as_of": "2023-09-19", "reach_back": 30}, {"as_of": "2023-09-25", "window": 30}, {"known_by": "2023-09-21", "disputed": False},
    {"lens": ["claimant:Azerbaijan", "document:rferl"]}, {"families": ["security"]},
    {"actors": ["Armenia", "Azerbaijan", "Russia"], "voices": ["party-on-others", "reporting"]},
)  # fmt: skip


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """A session on a master and two workers, each a process of its own on this machine."""
    import pyspark
    from pyspark.sql import SparkSession

    if shutil.which("java") is None:
        pytest.fail("Spark needs Java (Debian package default-jre-headless)")
    folder = tmp_path_factory.mktemp("spark")
    home = Path(pyspark.__file__).parent
    own = {
        "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable,
        "SPARK_WORKER_DIR": str(folder / "work"), "SPARK_LOCAL_DIRS": str(folder / "local"),
        "SPARK_DAEMON_MEMORY": "256m",
        # Five small processes of a minute: what a long one gains by compiling, they do not.
        "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }  # fmt: skip
    with contextlib.ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        for name, value in own.items():
            patch.setenv(name, value)
        log = stack.enter_context((folder / "log").open("wb"))

        def start(kind: str, *more: str) -> None:
            process = subprocess.Popen(
                [home / "bin" / "spark-class", f"org.apache.spark.deploy.{kind}",
                 "--host", "127.0.0.1", "--webui-port", str(_port()), *more],
                stdout=log, stderr=log,
            )  # fmt: skip
            stack.callback(process.wait)
            stack.callback(process.terminate)

        port = _port()
        master = f"spark://127.0.0.1:{port}"
        start("master.Master", "--port", str(port))
        for _ in range(2):
            start("worker.Worker", "--cores", "1", "--memory", "1g", master)
        made = SparkSession.builder.master(master)
        for name, value in {
            "spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1",
            "spark.executor.cores": "1", "spark.executor.memory": "600m",
            "spark.sql.shuffle.partitions": "2",
            # Nothing is counted before both workers are there.
            "spark.scheduler.minRegisteredResourcesRatio": "1.0",
            "spark.scheduler.maxRegisteredResourcesWaitingTime": "300s",
        }.items():  # fmt: skip
            made = made.config(name, value)
        session = made.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        stack.callback(session.stop)
        yield session


@pytest.fixture(scope="module")
def spark(session):
    return ibis.pyspark.connect(session)


@pytest.fixture(scope="module")
def folder(kg, tmp_path_factory):
    """The set of the packaged dossier."""
    place = tmp_path_factory.mktemp("set") / "claims"
    kg.export("parquet").save(place)
    return place


@pytest.fixture(scope="module")
def source(spark, folder):
    """The set, counted by Spark."""
    return Source.of_set(folder, spark)


def test_two_workers_count(session, source):
    source.dyads("conduct")
    status = session.sparkContext._jsc.sc().getExecutorMemoryStatus()
    assert status.size() == 1 + 2  # the driver is one of them
    assert session.sparkContext.master.startswith("spark://")


@pytest.mark.parametrize("layer", _LAYERS)
def test_spark_gives_the_bytes_of_duckdb_and_polars(source, folder, layer):
    sources = [source, *(Source.of_set(folder, one) for one in (None, ibis.polars.connect()))]
    for options in _QUESTIONS:
        found = [one.dyads(layer, **options).to_csv() for one in sources]
        assert found[0] == found[1] == found[2]
    assert found[0].count("\n") > 1


@pytest.mark.parametrize("seed", [2, 3, 5])
def test_made_up_claims_too(spark, seed, tmp_path):
    folder = _laid(any_table(seed), tmp_path)
    for layer in _LAYERS:
        options = {"period": "day", "voices": ["reporting", "party-on-itself", "analysis"]}
        one, other = (Source.of_set(folder, by).dyads(layer, **options) for by in (spark, None))
        assert one.to_csv() == other.to_csv()


def test_what_comes_back_is_the_network_of_the_library(spark, kg, folder):
    opened = kgraph.open_table(folder)
    made = opened.dyads("influence", connection=spark, as_of="2023-09-25").network()
    expected = kg.influence(as_of="2023-09-25")
    _same(made, expected)
    assert made.rank().to_csv() == expected.rank().to_csv()
    fetched = opened.dyads("conduct", connection=spark).fetch("Azerbaijan")
    explained = kgraph.open_table(fetched).explain("Azerbaijan", layer="conduct")
    assert {c.claim for c in fetched} >= {
        c for tie in kg.conduct().ties if tie.source == "actor:azerbaijan" for c in tie.claims
    }
    assert explained.claims


def test_tables_of_the_cluster_are_counted_without_files_of_ours(spark, session, kg, folder):
    for name in ("leads", "claims"):
        session.read.parquet(str(folder / name)).createOrReplaceTempView(f"own_{name}")
    source = Source.of_tables(spark.table("own_leads"), spark.table("own_claims"), folder)
    assert source.dyads("conduct").to_csv() == kg.dyads("conduct").to_csv()
