"""all-MiniLM-L6-v2, run with numpy: texts in, one vector of length 1 for each out.

Source: Wang et al., MiniLM, 2020; Reimers and Gurevych, Sentence-BERT, 2019 (mean pooling).
"""
import os

import numpy as np
from safetensors.numpy import load_file
from scipy.special import erf
from tokenizers import Tokenizer

HEADS = 12
LAYERS = 6
LONGEST = 128


class MiniLm:
    def __init__(self, folder):
        weights = load_file(os.path.join(folder, "model.safetensors"))
        self.weights = {name: w.astype(np.float32) for name, w in weights.items() if w.dtype != np.int64}
        self.tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(LONGEST)

    def _linear(self, x, name):
        return x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def _normal(self, x, name):
        apart = x - x.mean(-1, keepdims=True)
        spread = np.sqrt((apart**2).mean(-1, keepdims=True) + 1e-12)
        return apart / spread * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]

    def _attention(self, x, hidden, name):
        rows, length, width = x.shape
        heads = lambda part: self._linear(x, f"{name}.self.{part}").reshape(rows, length, HEADS, -1).transpose(0, 2, 1, 3)
        query, key, value = heads("query"), heads("key"), heads("value")
        weights = query @ key.transpose(0, 1, 3, 2) / np.sqrt(query.shape[-1]) + hidden
        weights = np.exp(weights - weights.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)
        mixed = (weights @ value).transpose(0, 2, 1, 3).reshape(rows, length, width)
        return self._normal(x + self._linear(mixed, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def _batch(self, ids):
        length = max(map(len, ids))
        numbers = np.zeros((len(ids), length), int)
        there = np.zeros((len(ids), length), np.float32)
        for row, one in enumerate(ids):
            numbers[row, : len(one)], there[row, : len(one)] = one, 1
        w = self.weights
        x = w["embeddings.word_embeddings.weight"][numbers] + w["embeddings.position_embeddings.weight"][:length]
        x = self._normal(x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        hidden = (1 - there)[:, None, None, :] * -1e9
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}"
            x = self._attention(x, hidden, f"{name}.attention")
            inner = self._linear(x, f"{name}.intermediate.dense")
            inner *= 0.5 * (1 + erf(inner / np.float32(np.sqrt(2))))
            x = self._normal(x + self._linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")
        mean = (x * there[:, :, None]).sum(1) / there.sum(1, keepdims=True)
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)

    def embed(self, texts, batch=64):
        ids = [self.tokenizer.encode(text).ids for text in texts]
        order = sorted(range(len(texts)), key=lambda i: (len(ids[i]), i))
        vectors = np.zeros((len(texts), 384), np.float32)
        for start in range(0, len(order), batch):
            part = order[start : start + batch]
            vectors[part] = self._batch([ids[i] for i in part])
        return vectors
