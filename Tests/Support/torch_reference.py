"""Makes a folder of PyTorch's answers of other shapes and seeds for the tests named Reference.

    python3 torch_reference.py FOLDER --seed 1 --batch 3 --time 9 --width 24 --heads 3 --feedforward 40
    HPO_REFERENCE=FOLDER swift test --filter Reference

One file an operation: `in/...` inputs, `param/...` weights, `out` the result, `cotangent` a random tensor and `grad/...`
the gradient of sum(out * cotangent); what else defines the operation is in the file's metadata. Needs torch and nothing
else. The time must be at least 4.
"""

import argparse
import json
import math
import os
import struct

import torch
from torch import nn
from torch.nn import functional as F

TYPES = {torch.float32: "F32", torch.float64: "F64", torch.int32: "I32", torch.int64: "I64"}


class Folder:
    def __init__(self, path):
        self.path = path
        os.makedirs(path, exist_ok=True)

    def save(self, name, tensors, **metadata):
        header, data = {"__metadata__": metadata} if metadata else {}, b""
        for key, value in tensors.items():
            value = value.detach().contiguous()
            content = value.numpy().tobytes()
            offsets = [len(data), len(data) + len(content)]
            header[key] = {"dtype": TYPES[value.dtype], "shape": list(value.shape), "data_offsets": offsets}
            data += content
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        with open(f"{self.path}/{name}.safetensors", "wb") as file:
            file.write(struct.pack("<Q", len(text)) + text + data)

    def case(self, name, function, inputs, parameters=None, **metadata):
        """Runs `function` forward and backward; losses have their targets, which have no gradients, as parameters."""
        parameters = parameters or {}
        for value in [*inputs.values(), *parameters.values()]:
            if isinstance(value, nn.Parameter) or (value.is_floating_point() and not name.startswith("loss_")):
                value.requires_grad_(True)
                value.grad = None
        if name.startswith("loss_"):
            inputs["x"].requires_grad_(True)
        out = function()
        out = out.reshape(1) if out.dim() == 0 else out
        cotangent = torch.randn_like(out)
        out.backward(cotangent)
        tensors = {f"in/{key}": value for key, value in inputs.items()}
        tensors |= {f"param/{key}": value for key, value in parameters.items()}
        tensors |= {"cotangent": cotangent, "out": out}
        for key, value in [*inputs.items(), *parameters.items()]:
            if value.grad is not None:
                tensors[f"grad/{key}"] = value.grad
        self.save(name, tensors, **metadata)


def operations(folder, batch, time, width, feedforward):
    def sequence():
        return torch.randn(batch, time, width)

    x, weight, bias = sequence(), torch.randn(feedforward, width), torch.randn(feedforward)
    folder.case("linear", lambda: F.linear(x, weight, bias), {"input": x}, {"weight": weight, "bias": bias})
    folder.case("linear_without_bias", lambda: F.linear(x, weight), {"input": x}, {"weight": weight})
    scale, shift = torch.randn(width), torch.randn(width)
    folder.case(
        "layer_norm", lambda: F.layer_norm(x, (width,), scale, shift, 1e-6), {"input": x},
        {"weight": scale, "bias": shift}, eps="1e-06")
    for name, function in [("gelu", F.gelu), ("relu", F.relu), ("silu", F.silu), ("sigmoid", torch.sigmoid)]:
        for suffix, values in [("", 3 * sequence()), ("_vector", torch.randn(5))]:
            folder.case(name + suffix, lambda: function(values), {"x": values})
    values = 3 * sequence()
    folder.case("softmax", lambda: values.softmax(-1), {"x": values})
    numbers, table = torch.randint(0, 13, (batch, time)), torch.randn(13, width)
    folder.case("embedding", lambda: F.embedding(numbers, table), {"input": numbers}, {"weight": table})


def images(folder, batch):
    x = torch.randn(batch, 5, 11, 8)
    for stride, kernel in [(1, 3), (2, 3), (2, 5), (1, 7), (3, 3), (1, 1)]:
        full, depthwise = torch.randn(7, 5, kernel, kernel), torch.randn(5, 1, kernel, kernel)
        folder.case(
            f"conv2d_s{stride}_k{kernel}", lambda: F.conv2d(x, full, None, stride, kernel // 2), {"input": x},
            {"weight": full})
        folder.case(
            f"depthwise_conv2d_s{stride}_k{kernel}",
            lambda: F.conv2d(x, depthwise, None, stride, kernel // 2, groups=5), {"input": x}, {"weight": depthwise})
    norm = nn.BatchNorm2d(5, eps=1e-4, momentum=0.3)
    nn.init.normal_(norm.weight)
    nn.init.normal_(norm.bias)
    folder.case(
        "batch_norm_train", lambda: norm(x), {"input": x}, dict(norm.named_parameters()), eps="0.0001", momentum="0.3")
    folder.save("batch_norm_train_stats", {"mean_after": norm.running_mean, "var_after": norm.running_var})
    parts = {
        "a.weight": torch.randn(3, 5, 1, 1), "a.bias": torch.randn(3),
        "b.weight": torch.randn(5, 3, 1, 1), "b.bias": torch.randn(5),
    }

    def squeeze_excite():
        squeezed = F.silu(F.conv2d(x.mean((2, 3), keepdim=True), parts["a.weight"], parts["a.bias"]))
        return x * torch.sigmoid(F.conv2d(squeezed, parts["b.weight"], parts["b.bias"]))

    folder.case("squeeze_excite", squeeze_excite, {"x": x}, parts)


def transformers(folder, batch, time, width, heads, feedforward):
    def options(activation, pre):
        return dict(activation=activation, norm_first=pre, batch_first=True, dropout=0.0)

    def encoder(activation="relu", pre=False):
        return nn.TransformerEncoderLayer(width, heads, feedforward, **options(activation, pre))

    causal = torch.triu(torch.full((time, time), -math.inf), 1)
    for activation in ["relu", "gelu"]:
        for norm in ["post", "pre"]:
            layer, x = encoder(activation, norm == "pre"), torch.randn(batch, time, width)
            folder.case(
                f"encoder_layer_{norm}_{activation}", lambda: layer(x), {"src": x}, dict(layer.named_parameters()),
                heads=str(heads))
    layer, x = encoder(), torch.randn(batch, time, width)
    folder.case(
        "encoder_layer_causal", lambda: layer(x, src_mask=causal), {"src": x}, dict(layer.named_parameters()),
        heads=str(heads))
    for name, layer, padded, words in [
        ("padded", layer, [(0, 2)], "the last two positions of row 0"),
        ("padded_pre_gelu", encoder("gelu", True), [(1, 1), (0, 3)],
         "the last position of row 1 and the last 3 positions of row 0"),
    ]:
        mask, x = torch.zeros(batch, time, dtype=torch.bool), torch.randn(batch, time, width)
        for row, count in padded:
            mask[row, -count:] = True
        folder.case(
            f"encoder_layer_{name}", lambda: layer(x, src_key_padding_mask=mask), {"src": x},
            dict(layer.named_parameters()), heads=str(heads), padded=words)
    for suffix, pre in [("", False), ("_pre_norm", True)]:
        layer = nn.TransformerDecoderLayer(width, heads, feedforward, **options("relu", pre))
        x, memory = torch.randn(batch, time, width), torch.randn(batch, time + 3, width)
        folder.case(
            f"decoder_layer_causal{suffix}", lambda: layer(x, memory, tgt_mask=causal), {"tgt": x, "memory": memory},
            dict(layer.named_parameters()), heads=str(heads))
    for suffix, length in [("", time), ("_long", time + 5)]:
        relative_attention(folder, f"relative_attention_causal{suffix}", batch, time, width, heads, length)


def relative_attention(folder, name, batch, time, width, heads, length):
    size, x = width // heads, torch.randn(batch, time, width)
    parts = {"E": torch.randn(length, size)}
    for part in "qkvo":
        parts[f"{part}.weight"] = torch.randn(width, width) / math.sqrt(width)
        parts[f"{part}.bias"] = torch.randn(width)
    distance = torch.arange(time)[:, None] - torch.arange(time)[None, :]

    def project(part):
        out = F.linear(x, parts[f"{part}.weight"], parts[f"{part}.bias"])
        return out.reshape(batch, time, heads, size).transpose(1, 2)

    def attention():
        q, k, v = project("q"), project("k"), project("v")
        relative = parts["E"][(length - 1 - distance).clamp(0, length - 1)]
        logits = (q @ k.transpose(-1, -2) + torch.einsum("bhid,ijd->bhij", q, relative)) / math.sqrt(size)
        mixed = logits.masked_fill(distance < 0, -math.inf).softmax(-1) @ v
        return F.linear(mixed.transpose(1, 2).reshape(batch, time, width), parts["o.weight"], parts["o.bias"])

    folder.case(name, attention, {"x": x}, parts, heads=str(heads))


def losses(folder, rows, width):
    def logits():
        return torch.randn(rows, width)

    x, target = logits(), logits()
    folder.case(
        "loss_mse_cosine",
        lambda: 0.35 * F.mse_loss(x, target) + 0.65 * (1 - F.cosine_similarity(x, target, -1).mean()), {"x": x},
        {"target": target}, mse_weight="0.35", cosine_weight="0.65")
    classes = torch.randint(0, width, (rows,))
    classes[[1, -1]] = -1
    x = logits()
    folder.case(
        "loss_cross_entropy", lambda: F.cross_entropy(x, classes, ignore_index=-1, label_smoothing=0.2), {"x": x},
        {"target": classes.int()}, ignore_index="-1", label_smoothing="0.2")
    others, y = classes.where(classes >= 0, -100), logits()
    folder.case("loss_cross_entropy_plain", lambda: F.cross_entropy(y, others), {"x": y}, {"target": others})
    shares, z = torch.rand(rows, width), logits()
    folder.case(
        "loss_bce_logits", lambda: F.binary_cross_entropy_with_logits(z, shares), {"x": z}, {"target": shares})
    labels = torch.rand(rows, width).where(torch.rand(rows, width) < 0.6, -1)
    labels[:, 1] = -1
    weights, scores = torch.rand(width), logits()

    def masked():
        known = [labels[:, task] != -1 for task in range(width)]
        return sum(
            weights[task] * ((scores[rows, task] - labels[rows, task]) ** 2).mean()
            for task, rows in enumerate(known) if rows.any())

    folder.case("loss_masked_multitask_mse", masked, {"x": scores}, {"target": labels, "weight": weights})


def optimizers(folder):
    weight = nn.Parameter(torch.randn(3, 7))
    start, gradients, results = weight.detach().clone(), torch.randn(6, 3, 7), []
    optimizer = torch.optim.AdamW([weight], lr=3e-3, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1)
    for gradient in gradients:
        weight.grad = gradient.clone()
        optimizer.step()
        results.append(weight.detach().clone())
    folder.save(
        "adamw", {"init": start, "grads": gradients, "out": torch.stack(results)}, lr="0.003", weight_decay="0.1",
        betas="0.8,0.95", eps="1e-06")
    gradients = [3 * torch.randn(5, 2), torch.randn(9), torch.randn(2, 3, 4)]
    weights = [nn.Parameter(torch.zeros_like(gradient)) for gradient in gradients]
    for weight, gradient in zip(weights, gradients):
        weight.grad = gradient.clone()
    norm = nn.utils.clip_grad_norm_(weights, 2.5)
    tensors = {f"in/{index}": gradient for index, gradient in enumerate(gradients)}
    tensors |= {f"out/{index}": weight.grad for index, weight in enumerate(weights)}
    folder.save("clip_grad_norm", tensors | {"norm": norm.reshape(1)}, max_norm="2.5")


def schedules(folder):
    def rates(base, count, make):
        optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=base)
        schedule, values = make(optimizer), []
        for _ in range(count):
            values.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        return torch.tensor(values, dtype=torch.float64)

    scheduler = torch.optim.lr_scheduler
    rise = [1e-5 + (1e-3 - 1e-5) * epoch / 4 for epoch in range(4)]
    fall = [1e-6 + (1e-3 - 1e-6) * (1 + math.cos(math.pi * epoch / 36)) / 2 for epoch in range(36)]
    noam = [256**-0.5 * min(step**-0.5, step * 1000**-1.5) for step in range(1, 3000, 50)]
    folder.save(
        "schedules",
        {
            "cosine": rates(5e-3, 30, lambda o: scheduler.CosineAnnealingLR(o, 30, 1e-6)),
            "cosine_warm_restarts": rates(2e-3, 60, lambda o: scheduler.CosineAnnealingWarmRestarts(o, 5, 3, 1e-5)),
            "warmup_cosine": torch.tensor(rise + fall, dtype=torch.float64),
            "noam": torch.tensor(noam, dtype=torch.float64),
        },
        cosine="base 5e-3, T_max=30, eta_min=1e-6",
        cosine_warm_restarts="base 2e-3, T_0=5, T_mult=3, eta_min=1e-5, one value an epoch",
        warmup_cosine="base 1e-3 from 1e-5 over 4 epochs, 40 epochs, eta_min 1e-6",
        noam="d_model 256, 1000 warm-up steps, steps 1,51,101,...")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    for name, value in [("seed", 1), ("batch", 3), ("time", 9), ("width", 24), ("heads", 3), ("feedforward", 40)]:
        parser.add_argument(f"--{name}", type=int, default=value)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    folder = Folder(options.folder)
    operations(folder, options.batch, options.time, options.width, options.feedforward)
    images(folder, options.batch)
    transformers(folder, options.batch, options.time, options.width, options.heads, options.feedforward)
    losses(folder, options.batch * options.time, options.width)
    optimizers(folder)
    schedules(folder)


if __name__ == "__main__":
    main()
