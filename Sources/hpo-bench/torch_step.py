#!/usr/bin/env python3
"""PyTorch's time for what `hpo-bench engine` measures: the same models, shapes, names and JSON lines.

    python3 Sources/hpo-bench/torch_step.py [--threads 1,2] [--seconds 3] [--dropout 0.1] [--only d512]

A step is forward, loss, backward, clipping and AdamW, in float32 on the CPU. `hpo-bench engine --torch python3` runs it
beside the engine, case by case, each in a process of its own.
"""
import argparse
import json
import resource
import time

import torch
from torch import nn
from torch.nn import functional as F


class FaceTransformer(nn.Module):
    def __init__(self, width, d, layers, heads, ff, steps, dropout):
        super().__init__()
        self.inputs = nn.Linear(width, d)
        layer = nn.TransformerEncoderLayer(d, heads, ff, dropout, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.outputs = nn.Linear(d, width)
        self.register_buffer("positions", torch.randn(steps, d))

    def forward(self, x):
        return self.outputs(self.encoder(self.inputs(x) + self.positions).mean(1))


class TalkingFace(nn.Module):
    """Projections of all modalities, their mean, an encoder, the mean over time, a head for each task."""

    def __init__(self, modalities, tasks, d, layers, heads, ff, steps, dropout):
        super().__init__()
        hidden = lambda features: min(512, max(128, 1 << (features - 1).bit_length()))
        self.projections = nn.ModuleList(
            nn.Sequential(nn.Linear(f, hidden(f)), nn.ReLU(), nn.Dropout(dropout), nn.Linear(hidden(f), d))
            for f, _ in modalities)
        layer = nn.TransformerEncoderLayer(d, heads, ff, dropout, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.heads = nn.ModuleList(
            nn.Sequential(nn.Linear(d, 256), nn.ReLU(), nn.Dropout(dropout), nn.Linear(256, 128), nn.ReLU(),
                          nn.Linear(128, 1), nn.Sigmoid()) for _ in range(tasks))
        self.register_buffer("positions", torch.randn(steps, d))
        self.steps = steps

    def forward(self, inputs):
        projected = [p(x) for p, x in zip(self.projections, inputs)]
        projected = [x if x.dim() == 3 else x[:, None].expand(-1, self.steps, -1) for x in projected]
        y = self.encoder(torch.stack(projected).mean(0) + self.positions).mean(1)
        return torch.cat([head(y) for head in self.heads], 1)


class Unit(nn.Sequential):
    def __init__(self, inputs, outputs, kernel=1, stride=1, groups=1, activation=True):
        super().__init__(
            nn.Conv2d(inputs, outputs, kernel, stride, (kernel - 1) // 2, groups=groups, bias=False),
            nn.BatchNorm2d(outputs), *([nn.SiLU(inplace=True)] if activation else []))


class Block(nn.Module):
    def __init__(self, inputs, outputs, expansion, kernel, stride):
        super().__init__()
        wide = inputs * expansion
        self.expand = Unit(inputs, wide) if expansion > 1 else nn.Identity()
        self.depthwise = Unit(wide, wide, kernel, stride, wide)
        self.reduce, self.widen = nn.Conv2d(wide, max(1, inputs // 4), 1), nn.Conv2d(max(1, inputs // 4), wide, 1)
        self.project = Unit(wide, outputs, activation=False)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x):
        y = self.depthwise(self.expand(x))
        y = y * torch.sigmoid(self.widen(F.silu(self.reduce(y.mean((2, 3), keepdim=True)))))
        y = self.project(y)
        return x + y if self.residual else y


class EfficientNet(nn.Module):
    STAGES = [(1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3),
              (6, 5, 2, 192, 4), (6, 3, 1, 320, 1)]

    def __init__(self, classes, dropout):
        super().__init__()
        blocks, channels = [], 32
        for expansion, kernel, stride, outputs, count in self.STAGES:
            for number in range(count):
                blocks.append(Block(channels, outputs, expansion, kernel, stride if number == 0 else 1))
                channels = outputs
        self.features = nn.Sequential(Unit(3, 32, 3, 2), *blocks, Unit(channels, 4 * channels))
        self.classifier = nn.Sequential(nn.Dropout(dropout), nn.Linear(4 * channels, classes))

    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))


def mse_cosine(y, target):
    return 0.2 * F.mse_loss(y, target) + 0.8 * (1 - F.cosine_similarity(y, target)).mean()


def masked_mse(y, target):
    valid = (target >= 0).float()
    return (((y - target) ** 2 * valid).sum(0) / valid.sum(0).clamp(min=1)).sum()


def transformer(d, layers, heads, ff, steps, batch=32, width=84):
    def make(dropout):
        model = FaceTransformer(width, d, layers, heads, ff, steps, dropout)
        return model, mse_cosine, torch.randn(batch, steps, width), torch.randn(batch, width)
    return {"d_model": d, "layers": layers, "heads": heads, "ff": ff, "batch": batch, "time": steps}, make


def efficient_net(size=64, batch=32, classes=26):
    def make(dropout):
        model = EfficientNet(classes, dropout).to(memory_format=torch.channels_last)
        x = torch.randn(batch, 3, size, size).to(memory_format=torch.channels_last)
        return model, F.cross_entropy, x, torch.randint(classes, (batch,))
    return {"image": size, "batch": batch, "classes": classes}, make


def talking_face(d=512, layers=6, heads=16, ff=2048, steps=150, batch=4):
    modalities = [(768, True), (17, True), (1, False), (1404, True), (2, False), (163, True)]

    def make(dropout):
        model = TalkingFace(modalities, 5, d, layers, heads, ff, steps, dropout)
        x = [torch.randn(*((batch, steps, f) if sequence else (batch, f))) for f, sequence in modalities]
        return model, masked_mse, x, torch.rand(batch, 5)
    return {"d_model": d, "layers": layers, "heads": heads, "ff": ff, "batch": batch, "time": steps}, make


CASES = {
    "step d64": transformer(64, 2, 4, 128, 32),
    "step d128": transformer(128, 4, 8, 512, 64),
    "step d512": transformer(512, 4, 8, 2048, 30),
    "step efficientnet-b0": efficient_net(),
    "step talking-face": talking_face(),
}


def measure(work, seconds):
    for _ in range(3):
        work()
    times = []
    start = time.perf_counter()
    while time.perf_counter() - start < seconds or len(times) < 5:
        before = time.perf_counter()
        work()
        times.append((time.perf_counter() - before) * 1e3)
    times.sort()
    return times


def step(name, threads, seconds, dropout):
    torch.manual_seed(0)
    shape, make = CASES[name]
    model, loss, x, target = make(dropout)
    model.train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=1e-4)

    def work():
        optimizer.zero_grad(set_to_none=True)
        loss(model(x), target).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

    times = measure(work, seconds)
    median = times[len(times) // 2]
    print(json.dumps({
        "name": "torch " + name, **shape, "dropout": dropout, "threads": threads, "median_ms": round(median, 3),
        "min_ms": round(times[0], 3), "samples_per_second": round(1e3 * shape["batch"] / median, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}), flush=True)


def product(size, threads, seconds):
    a, b = torch.randn(size, size), torch.randn(size, size)
    times = measure(lambda: a @ b, seconds)
    median = times[len(times) // 2]
    print(json.dumps({"name": "torch product", "m": size, "n": size, "k": size, "threads": threads,
                      "median_ms": round(median, 3), "gflops": round(2 * size**3 / median / 1e6, 1)}), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--only", default="", help="cases whose name holds this")
    options = parser.parse_args()
    for threads in map(int, options.threads.split(",")):
        torch.set_num_threads(threads)
        if options.only in "product":
            product(1024, threads, min(options.seconds, 1))
        for name in CASES:
            if options.only in name:
                step(name, threads, options.seconds, options.dropout)
