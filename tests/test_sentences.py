"""Where sentences end, in scripts and languages; those of the packaged dossier's texts stay."""

from __future__ import annotations

import hashlib
import json

import pytest

from kgraph.curation.passages import Corpus, normalise
from kgraph.curation.sentences import sentences

#: A bar stands where one sentence ends and the next begins.
_TEXTS = {
    "title": "He met Gen. Smith and Lt. Col. Jones.| Both left.",
    "month": "It was signed on 5 Jan. 2031 in Paris.| In May it failed.",
    "month at the end": "It was signed on 5 Jan.| The text is short.",
    "initials": "The envoy, J. K. Rowan, left.| J.K. Rowan and W. E. B. Du Bois came.",
    "letter": "They made a plan B.| They kept it.| So did I.| It held.",
    "states": "He left the U.K.| The U.S. Senate met.",
    "article": "See Art. 5 and pp. 3-4 of Res. 1244.| Vol. 2 is out.",
    "modern art": "She likes modern art.| He does not.",
    "words like abbreviations": "They went out.| 12 came back.| It was years ago.| 5 stayed for the art.| 3 left at 5 p.m.| Norvia held.",
    "Latin": "That is e.g. Norvia vs. Sudria.| No. 5 is out.",
    "German": "Er kam am 5. März zu Prof. Maier, z. B. mit Dr. Kurz.| „Nie wieder.“| „Gut!“",
    "German day": "Am 19. September begann es.| Im 20. Jahrhundert nicht.",
    "French": "M. Dupont a dit: « Non. »| Elle part.| Mme. Roux reste.",
    "Spanish": "¿Quién es el Sr. López?| ¡Nadie!| ¿Y la Sra. Gil?",
    "Polish": "Przybył gen. Nowak.| To tzw. Rada.",
    "Turkish": "Doç. Kaya geldi.| İki gün kaldı.",
    "Russian": "Ген. Иванов и А. С. Пушкин жили на ул. Мира в г. Москве.| В 2031 г.| Потом ушли.",
    "Ukrainian": "Проф. Шевченко приїхав у м. Київ.| Він пішов.",
    "Greek": "Πού είναι ο κ. Παππάς;| Έφυγε; όχι ακόμη.| Ναι.",
    "Armenian": "Բանակը շարժվեց։| Նա հեռացավ։| Ն. Փաշինյանը մնաց։",
    "Armenian, typed": "Բանակը շարժվեց:| Նա հեռացավ: այո:",
    "Georgian": "ჯარი წავიდა.| ის დაბრუნდა.| ი. ჭავჭავაძე დარჩა, ე.წ. მთავრობა.",
    "Hebrew": "הצבא עזב.| הוא חזר.| א. ב. יהושע כתב!| כן?| לא.",
    "Arabic": "هل غادر الجيش؟| نعم غادر.| وصل د. علي.| انتهى!| نعم.",
    "Persian": "او رفت.| آیا برگشت؟| بله.",
    "Urdu": "وہ گیا۔| وہ آیا۔",
    "Hindi": "वह गया।| डॉ. शर्मा आया।| क्या?| हाँ।",
    "Bengali": "সে গেল।| সে এল॥",
    "Tamil": "அவன் போனான்.| அவள் வந்தாள்.",
    "Chinese": "他们走了。|他们回来了！|真的吗？！|“是。”|他说。",
    "Japanese": "「行く。」と言った。|彼は帰った。|本当？|はい．",
    "wide figures": "率は３．５です。|終わり。",
    "Korean": "그는 갔다.| 그는 왔다.",
    "Ethiopic": "ሄደ።| መጣ፡፡| ቀረ።",
    "Khmer": "គាត់ទៅ។| គាត់មក។",
    "Burmese": "သူသွားသည်။| သူလာသည်။",
    "Tibetan": "ཁོ་སོང་༎ |ཁོ་ཡོང་༎",
    "mixed": "The word is 和平。|It means peace.| Он сказал «да».| هو ذهب.| Fine.",
}  # fmt: skip


@pytest.mark.parametrize("text", _TEXTS.values(), ids=_TEXTS)
def test_where_a_sentence_ends(text):
    (paragraph,) = normalise(text.replace("|", ""))
    expected = [part.strip() for part in text.split("|")]
    assert [paragraph[start:end] for start, end in sentences(paragraph)] == expected


def test_the_sentences_of_the_packaged_texts_have_not_moved(corpus):
    """The locators of the dossier and its codings count on them; a moved one is another claim's."""
    spans = {}
    for path in sorted(corpus.glob("*.txt")):
        paragraphs = normalise(path.read_text(encoding="utf-8"))
        spans[path.name] = [sentences(paragraph) for paragraph in paragraphs]
    assert sum(len(one) for of in spans.values() for one in of) == 287
    told = json.dumps([*spans.values()], separators=(",", ":"))
    assert hashlib.sha256(told.encode()).hexdigest()[:16] == "2fa988b6a7376533"


def test_every_passage_named_by_sentences_is_where_it_was(corpus, kg):
    from kgraph.curation import checks, passages
    from kgraph.dossier import dossier
    from kgraph.dossier import store as stores
    from kgraph.vocabulary import CURATED

    store = stores.parse({CURATED: dossier.find().curated})
    texts: Corpus = checks.corpus_of(store, corpus)
    pinned = checks.pinned_passages(store)
    assert len(pinned) > 200
    for passage in pinned:
        assert passages.mint(passage.id, texts) == passage
