#!/usr/bin/env python3
"""PyTorch's time for the steps that `hpo-bench engine` measures: the same models, shapes and JSON lines.

    python3 Sources/hpo-bench/torch_step.py [--threads 1,2] [--seconds 3]

A step is forward, loss, backward, clipping and AdamW, in float32 on the CPU.
"""
import argparse
import json
import resource
import time

import torch
from torch import nn

STEPS = [  # d_model, layers, heads, ff, T
    (64, 2, 4, 128, 32),
    (128, 4, 8, 512, 64),
    (512, 4, 8, 2048, 30),
]


class FaceTransformer(nn.Module):
    def __init__(self, inputs, outputs, d, layers, heads, ff, dropout):
        super().__init__()
        self.inputs = nn.Linear(inputs, d)
        layer = nn.TransformerEncoderLayer(d, heads, ff, dropout, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.outputs = nn.Linear(d, outputs)

    def forward(self, x, positions):
        return self.outputs(self.encoder(self.inputs(x) + positions).mean(1))


def measure(step, seconds):
    for _ in range(3):
        step()
    times = []
    start = time.perf_counter()
    while time.perf_counter() - start < seconds or len(times) < 5:
        before = time.perf_counter()
        step()
        times.append((time.perf_counter() - before) * 1e3)
    times.sort()
    return times


def transformer(d, layers, heads, ff, time_steps, threads, seconds, dropout, batch=32, width=84):
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    model = FaceTransformer(width, width, d, layers, heads, ff, dropout).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=1e-4)
    x, target = torch.randn(batch, time_steps, width), torch.randn(batch, width)
    positions = torch.randn(time_steps, d)

    def step():
        optimizer.zero_grad(set_to_none=True)
        y = model(x, positions)
        loss = 0.2 * nn.functional.mse_loss(y, target) + 0.8 * (1 - nn.functional.cosine_similarity(y, target)).mean()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

    times = measure(step, seconds)
    print(json.dumps({
        "name": "torch step", "d_model": d, "layers": layers, "heads": heads, "ff": ff, "batch": batch,
        "time": time_steps, "dropout": dropout, "threads": threads, "median_ms": round(times[len(times) // 2], 3),
        "min_ms": round(times[0], 3), "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }), flush=True)


def product(size, threads, seconds):
    torch.set_num_threads(threads)
    a, b = torch.randn(size, size), torch.randn(size, size)
    times = measure(lambda: a @ b, seconds)
    median = times[len(times) // 2]
    print(json.dumps({"name": "torch product", "m": size, "n": size, "k": size, "threads": threads,
                      "median_ms": round(median, 3), "gflops": round(2 * size**3 / median / 1e6, 1)}), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--steps", default="0,1,2", help="which of the three models")
    options = parser.parse_args()
    for threads in map(int, options.threads.split(",")):
        product(1024, threads, min(options.seconds, 1))
        for step in map(int, options.steps.split(",")):
            transformer(*STEPS[step], threads, options.seconds, options.dropout)
