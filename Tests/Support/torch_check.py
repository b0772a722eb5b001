"""Loads weights that `hpo train` kept into the same model made of torch.nn modules, and compares the outputs.

    python3 torch_check.py best.safetensors batch.safetensors

The batch holds the model's inputs as they are after scaling (`in/...`) and the engine's output for them (`out`). The
weights are loaded strictly: every name and shape must be the module's own. Exit status 0 when the outputs agree within
1e-4 of the largest. Needs torch and nothing else.
"""

import json
import math
import struct
import sys

import torch
from torch import nn

TYPES = {"F32": torch.float32, "I32": torch.int32, "U8": torch.uint8}


def read(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = torch.frombuffer(data[begin:end], dtype=TYPES[entry["dtype"]])
        tensors[name] = values.reshape(entry["shape"]).clone()
    return tensors, metadata


def add_positions(x):
    steps, width = x.shape[1], x.shape[2]
    angle = torch.arange(steps)[:, None] * torch.exp(torch.arange(0, width, 2) * (-math.log(10000.0) / width))
    table = torch.zeros(steps, width)
    table[:, 0::2] = torch.sin(angle)
    table[:, 1::2] = torch.cos(angle)[:, : width // 2]
    return x + table


def encoder(params, layers, norm=None):
    layer = nn.TransformerEncoderLayer(
        params["d_model"], params["heads"], params["dim_feedforward"], params["dropout"], batch_first=True,
        norm_first=params.get("norm_first", False))
    return nn.TransformerEncoder(layer, layers, norm=norm, enable_nested_tensor=False)


class FaceTransformer(nn.Module):
    def __init__(self, params, weights, inputs):
        super().__init__()
        self.input = nn.Linear(inputs["frames"].shape[2], params["d_model"])
        self.encoder = encoder(params, params["layers"])
        self.output = nn.Linear(params["d_model"], weights["output.weight"].shape[0])

    def forward(self, frames):
        return self.output(self.encoder(add_positions(self.input(frames))).mean(1))


class TalkingFace(nn.Module):
    def __init__(self, params, weights, inputs):
        super().__init__()
        self.positions = params["positions"]
        width, dropout = params["d_model"], params["dropout"]
        self.projections = nn.ModuleDict()
        for name, values in inputs.items():
            hidden = weights[f"projections.{name}.0.weight"].shape[0]
            self.projections[name] = nn.Sequential(
                nn.Linear(values.shape[-1], hidden), nn.ReLU(), nn.Dropout(dropout), nn.Linear(hidden, width))
        self.encoder = encoder(params, params["layers"])
        self.heads = nn.ModuleDict()
        for task in sorted({name.split(".")[1] for name in weights if name.startswith("heads.")}):
            self.heads[task] = nn.Sequential(
                nn.Linear(width, 256), nn.ReLU(), nn.Dropout(dropout), nn.Linear(256, 128), nn.ReLU(),
                nn.Linear(128, 1), nn.Sigmoid())

    def forward(self, **inputs):
        time = max(values.shape[1] for values in inputs.values() if values.dim() == 3)
        parts = []
        for name, values in inputs.items():
            part = self.projections[name](values)
            parts.append(part if part.dim() == 3 else part[:, None].expand(-1, time, -1))
        x = torch.stack(parts).mean(0)
        x = self.encoder(add_positions(x) if self.positions else x).mean(1)
        return torch.cat([head(x) for head in self.heads.values()], 1)


class RelativeAttention(nn.Module):
    def __init__(self, width, heads, length):
        super().__init__()
        self.heads = heads
        self.in_proj_weight = nn.Parameter(torch.empty(3 * width, width))
        self.in_proj_bias = nn.Parameter(torch.empty(3 * width))
        self.out_proj = nn.Linear(width, width)
        self.E = nn.Parameter(torch.empty(length, width // heads))

    def forward(self, x):
        (batch, steps, width), length = x.shape, self.E.shape[0]
        size = width // self.heads
        joint = nn.functional.linear(x, self.in_proj_weight, self.in_proj_bias)
        q, k, v = (part.reshape(batch, steps, self.heads, size).transpose(1, 2) for part in joint.chunk(3, -1))
        distance = torch.arange(steps)[:, None] - torch.arange(steps)[None, :]
        relative = self.E[(length - 1 - distance).clamp(0, length - 1)]
        logits = (q @ k.transpose(-1, -2) + torch.einsum("bhid,ijd->bhij", q, relative)) / math.sqrt(size)
        logits = logits.masked_fill(distance < 0, -math.inf)
        mixed = (logits.softmax(-1) @ v).transpose(1, 2).reshape(batch, steps, width)
        return self.out_proj(mixed)


class DecoderLayer(nn.TransformerDecoderLayer):
    """PyTorch's layer with another self-attention."""

    def __init__(self, params, length):
        super().__init__(
            params["d_model"], params["heads"], params["dim_feedforward"], params["dropout"], batch_first=True)
        self.self_attn = RelativeAttention(params["d_model"], params["heads"], length)

    def forward(self, x, memory):
        x = self.norm1(x + self.self_attn(x))
        x = self.norm2(x + self.multihead_attn(x, memory, memory, need_weights=False)[0])
        return self.norm3(x + self.linear2(torch.relu(self.linear1(x))))


class Decoder(nn.Module):
    def __init__(self, params, length):
        super().__init__()
        self.layers = nn.ModuleList(DecoderLayer(params, length) for _ in range(params["decoder_layers"]))
        self.norm = nn.LayerNorm(params["d_model"])

    def forward(self, x, memory):
        for layer in self.layers:
            x = layer(x, memory)
        return self.norm(x)


class VideoMusic(nn.Module):
    def __init__(self, params, weights, inputs):
        super().__init__()
        width = params["d_model"]
        chords = weights["Wout.weight"].shape[0]
        self.embedding = nn.Embedding(chords + 2, width)
        self.Linear_chord = nn.Linear(width + 1, width)
        self.Linear_vis = nn.Linear(inputs["video"].shape[2], width)
        self.transformer = nn.Module()
        self.transformer.encoder = encoder(params, params["encoder_layers"], nn.LayerNorm(width))
        self.transformer.decoder = Decoder(params, inputs["previous"].shape[1])
        self.Wout = nn.Linear(width, chords)

    def forward(self, video, previous, key):
        memory = self.transformer.encoder(add_positions(self.Linear_vis(video)))
        x = self.Linear_chord(torch.cat([self.embedding(previous.long()), key], -1))
        return self.Wout(self.transformer.decoder(add_positions(x), memory))


def divisible(value):
    rounded = max(8, int(value + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * value else rounded


def unit(inputs, outputs, kernel, stride=1, groups=1, activation=True):
    parts = [
        nn.Conv2d(inputs, outputs, kernel, stride, (kernel - 1) // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
    ]
    return nn.Sequential(*parts, *([nn.SiLU()] if activation else []))


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, squeezed):
        super().__init__()
        self.fc1, self.fc2 = nn.Conv2d(channels, squeezed, 1), nn.Conv2d(squeezed, channels, 1)

    def forward(self, x):
        gate = self.fc2(nn.functional.silu(self.fc1(x.mean((2, 3), keepdim=True))))
        return x * torch.sigmoid(gate)


class MBConv(nn.Module):
    def __init__(self, inputs, outputs, expansion, kernel, stride):
        super().__init__()
        self.residual = stride == 1 and inputs == outputs
        expanded = divisible(inputs * expansion) if expansion != 1 else inputs
        parts = [] if expanded == inputs else [unit(inputs, expanded, 1)]
        parts.append(unit(expanded, expanded, kernel, stride, expanded))
        parts.append(SqueezeExcitation(expanded, max(1, inputs // 4)))
        parts.append(unit(expanded, outputs, 1, activation=False))
        self.block = nn.Sequential(*parts)

    def forward(self, x):
        return x + self.block(x) if self.residual else self.block(x)


class EfficientNet(nn.Module):
    """torchvision's efficientnet_b0 by names and structure, with the multipliers of the paper."""

    STAGES = [
        (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4),
        (6, 3, 1, 320, 1),
    ]

    def __init__(self, params, weights, inputs):
        super().__init__()
        channels = divisible(32 * params["width"])
        features = [unit(3, channels, 3, 2)]
        for expansion, kernel, stride, outputs, blocks in self.STAGES:
            outputs = divisible(outputs * params["width"])
            stage = []
            for block in range(math.ceil(blocks * params["depth"])):
                stage.append(MBConv(channels, outputs, expansion, kernel, stride if block == 0 else 1))
                channels = outputs
            features.append(nn.Sequential(*stage))
        features.append(unit(channels, 4 * channels, 1))
        self.features = nn.Sequential(*features)
        classes = weights["classifier.1.weight"].shape[0]
        self.classifier = nn.Sequential(nn.Dropout(params["dropout"]), nn.Linear(4 * channels, classes))

    def forward(self, images):
        return self.classifier(self.features(images.permute(0, 3, 1, 2)).mean((2, 3)))


MODELS = {
    "face-transformer": FaceTransformer, "talking-face": TalkingFace, "video-music": VideoMusic,
    "character": EfficientNet,
}


def main(weights_path, batch_path):
    torch.set_num_threads(1)
    weights, metadata = read(weights_path)
    batch, _ = read(batch_path)
    configuration = json.loads(metadata["configuration"])
    inputs = {name[3:]: values for name, values in batch.items() if name.startswith("in/")}
    model = MODELS[configuration["workload"]](configuration["params"], weights, inputs)
    model.load_state_dict(weights, strict=True)
    model.eval()
    with torch.no_grad():
        out = model(**inputs)
    expected = batch["out"]
    largest = expected.abs().max().item()
    difference = (out - expected).abs().max().item()
    print(f"{configuration['workload']}: differs by {difference:.3g}, the largest is {largest:.3g}")
    return 0 if out.shape == expected.shape and difference <= 1e-4 * largest else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
