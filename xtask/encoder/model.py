"""A transformer that reads a text and tells how likely each label is said in it.

Source: Wang et al., MiniLM, 2020; labels look at pieces as in Mullenbach et al., 2018 (label-wise attention).
"""
import os

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn

WIDTH, INNER, HEADS, LAYERS = 384, 1536, 12, 6
# Pieces that are seen at once.
LONGEST = 320


def tokenizer(folder):
    known = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
    known.no_padding()
    known.enable_truncation(LONGEST)
    return known


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv, self.o, self.n1 = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH), nn.LayerNorm(WIDTH, eps=1e-12)
        self.up, self.down, self.n2 = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH), nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x, there, drop):
        rows, length, _ = x.shape
        drop = drop if self.training else 0.0
        query, key, value = self.qkv(x).view(rows, length, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=there, dropout_p=drop)
        x = self.n1(x + F.dropout(self.o(mixed.transpose(1, 2).reshape(rows, length, WIDTH)), drop))
        return self.n2(x + F.dropout(self.down(F.gelu(self.up(x))), drop))


class Encoder(nn.Module):
    def __init__(self, labels, folder=None):
        super().__init__()
        self.word, self.pos, self.n = nn.Embedding(30522, WIDTH), nn.Embedding(512, WIDTH), nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        # What each label looks for in a piece, what it makes of what it finds, and its log odds without.
        self.q, self.w = nn.Parameter(0.02 * torch.randn(labels, WIDTH)), nn.Parameter(0.02 * torch.randn(labels, WIDTH))
        self.b = nn.Parameter(torch.full((labels,), -3.0))
        if folder:
            self.begin_with(load_file(os.path.join(folder, "model.safetensors")))

    def begin_with(self, weights):
        def take(module, *names):
            for part in ("weight", "bias"):
                getattr(module, part).data = torch.cat([weights[f"{name}.{part}"].float() for name in names])

        kind = weights["embeddings.token_type_embeddings.weight"][0].float()
        self.word.weight.data = weights["embeddings.word_embeddings.weight"].float() + kind
        self.pos.weight.data = weights["embeddings.position_embeddings.weight"].float()
        take(self.n, "embeddings.LayerNorm")
        for number, layer in enumerate(self.layers):
            name = f"encoder.layer.{number}"
            take(layer.qkv, *(f"{name}.attention.self.{part}" for part in ("query", "key", "value")))
            take(layer.o, f"{name}.attention.output.dense")
            take(layer.n1, f"{name}.attention.output.LayerNorm")
            take(layer.up, f"{name}.intermediate.dense")
            take(layer.down, f"{name}.output.dense")
            take(layer.n2, f"{name}.output.LayerNorm")

    def forward(self, ids, there, drop=0.1):
        """The log odds of each label, and how much each label looks at each piece."""
        x = self.n(self.word(ids) + self.pos.weight[: ids.shape[1]])
        x = F.dropout(x, drop, self.training)
        for layer in self.layers:
            x = layer(x, there[:, None, None, :], drop)
        looks = (x @ self.q.T).masked_fill(~there[:, :, None], -1e9).softmax(1)
        return (looks * (x @ self.w.T)).sum(1) + self.b, looks
