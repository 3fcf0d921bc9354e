"""How long one more document takes, from its text to being what a search finds."""

import dataclasses
import time

from bot.assistant import Assistant
from index.storage.writing import text_sha256
from index.tokens import codec_for
from knowledge.model import Document, Metadata
from knowledge.words import Analyzer
from tests.benchmarks.synthetic import entry_of


def seconds_to_add(assistant: Assistant, number: int) -> float:
    """Write a document through the store's writer, durably, and search until it is found."""
    embedder, word = assistant.searcher._load(), f"zq{number}{time.monotonic_ns() % 10**6}x"
    text = f"The lighthouse of {word} was painted in nine colours by its keeper."
    with assistant.store.reading() as reader:
        assistant.searcher.search(reader, "lighthouse")
    begun = time.perf_counter()
    blank = Document(f"added-{word}.txt", "common", text, "", Metadata(title="Added"), blocks=())
    entry = entry_of(dataclasses.replace(blank, sha256=text_sha256(text).hex()), Analyzer())
    with assistant.store.writing() as writer:
        vectors, tokens = embedder.embed_tokens([text])
        writer.save_embeddings([(text_sha256(text), vectors[0], tokens[0])], codec_for(embedder.identity))
        writer.publish([entry], [], {})
    with assistant.store.reading() as reader:
        best = assistant.searcher.search(reader, f"the colours of {word}").hits[0].passage.document.name
    taken = time.perf_counter() - begun
    if best != entry.document.name:
        raise RuntimeError(f"{best} was found instead of {entry.document.name}")
    return taken
