import time

import pytest

from knowledge.headline import unmentioned_names

NOTHING = "The parties spoke for days and nobody told us how it would end."


@pytest.mark.parametrize(
    ("headline", "names"),
    [
        ("Tensions Escalate as US-Russian Relations Deteriorate", ["US", "Russian"]),
        ("Israel and Hamas agree to extend truce", ["Israel", "Hamas"]),
        ("Leaders meet Netanyahu in Washington", ["Netanyahu", "Washington"]),
        ("Talks with Benjamin Netanyahu go on", ["Benjamin Netanyahu"]),
        ("Iranian Officials Deny Involvement", ["Iranian"]),
        ("WHO: Hospitals at Breaking Point", ["WHO"]),
        ("NATO chief says alliance will stay", ["NATO"]),
        ("Turkey, Egypt and Qatar offer to mediate", ["Turkey", "Egypt", "Qatar"]),
        ("RUSSIA BLAMES UKRAINE", ["RUSSIA", "UKRAINE"]),
        ("Lebanon's Army Moves South", ["Lebanon"]),
        ("How Saudi Arabia Sees It", ["Saudi Arabia"]),
        ("U.S. Envoy Arrives", ["U.S."]),
        ("Afghan Women Speak", ["Afghan"]),
        ("Palestinian Children Need Aid", ["Palestinian"]),
        ("Shelter notes, Deir al-Balah", ["Deir al-Balah"]),
        ("A visit to Luis de Guindos", ["Luis de Guindos"]),
    ],
)
def test_names_that_the_text_never_mentions_are_found(headline: str, names: list[str]) -> None:
    assert unmentioned_names(headline, NOTHING) == names


@pytest.mark.parametrize(
    "headline",
    [
        "What We Know So Far About the Ceasefire",
        "The Road to Peace: A Reader's Guide",
        "BREAKING: Ceasefire Collapses",
        "GAZA CEASEFIRE TALKS STALL",
        "Q&A: how the hostage deal works",
        "I was wrong about the truce",
        "Why I think so",
        "Situation Report 12 – Week of 3 March 2025",
        "Talks to resume on Monday",
        "Outlook for March",
        "Humanitarian Needs Overview",
        "Court Indicts Three Over Malice",
        "Tongues Loosen Ahead of Romance Festival",
        "Regional Security After the Truce",
        "Northern Lights Over Low Islands",
        "World Food Programme Halts Work",
        "Central Bank Raises Rates",
        "High Court Rules on Language Schools",
        "Marshall Plan for the South",
        "A Christmas Message",
        "Polar Expedition Ends",
        "",
    ],
)
def test_ordinary_words_in_headlines_are_no_names(headline: str) -> None:
    assert unmentioned_names(headline, NOTHING) == []


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        ("Iranian Officials Deny", "Iran denied it."),
        ("Talks in Iran go on", "The Iranian side spoke."),
        ("UN warns of famine", "The United Nations warned."),
        ("WHO: Hospitals Struggle", "The World Health Organization said so."),
        ("EU Ministers Meet", "The European Union met."),
        ("U.S. Envoy Arrives", "The US envoy came."),
        ("US Envoy Arrives", "The United States sent an envoy."),
        ("American Hostages Freed", "Two hostages from the United States were freed."),
        ("British Aid Arrives", "The United Kingdom sent it."),
        ("French president visits", "The president of France came."),
        ("Dutch court halts exports", "A court in the Netherlands ruled."),
        ("Polish Trucks Arrive", "Trucks from Poland came."),
        ("Danish Aid Arrives", "Denmark sent it."),
        ("Lebanese Army Moves", "Lebanon moved its army."),
        ("Turkey offers to mediate", "The Turkish government offered."),
        ("Swiss Offer Venue", "Switzerland offered one."),
        ("How Saudi Arabia Sees It", "The Saudis agreed."),
        ("Talks with Benjamin Netanyahu go on", "Netanyahu spoke."),
        ("Lebanon's Army Moves", "The army of Lebanon moved."),
        ("Chinese and Indian leaders meet", "China and India."),
        ("Peruvian Grain", "Peru exports it."),
        ("Thai Workers Freed", "Thailand said so."),
    ],
)
def test_a_name_mentioned_in_another_form_is_mentioned(headline: str, body: str) -> None:
    assert unmentioned_names(headline, body) == []


def test_the_pronoun_us_does_not_mention_the_us() -> None:
    assert unmentioned_names("US Envoy Arrives", "They told us so.") == ["US"]


def test_a_long_text_is_searched_quickly() -> None:
    body = " ".join(f"Russo{number} word{number}" for number in range(60_000))
    began = time.process_time()
    assert unmentioned_names("Russia and Iran talk to Egypt", body) == ["Russia", "Iran", "Egypt"]
    assert time.process_time() - began < 5
