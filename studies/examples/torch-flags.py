"""A small network in PyTorch that takes its configuration by flags, as most scripts do.

    hpo check studies/examples/torch-flags.json5
    hpo study create studies/examples/torch-flags.json5 && hpo study run --trials 20

    python3 studies/examples/torch-flags.py --lr 0.01      (it knows nothing of hpo, and runs without it too)
"""

import argparse
import json

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=1e-2)
parser.add_argument("--hidden", type=int, default=16)
parser.add_argument("--dropout", type=float, default=0.0)
parser.add_argument("--nesterov", action="store_true")
parser.add_argument("--epochs", type=int, default=15)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()

torch.manual_seed(args.seed)
torch.set_num_threads(1)
x = torch.rand(600, 2) * 2 - 1
y = ((x**2).sum(dim=1) < 0.5).float()
train_x, val_x, train_y, val_y = x[:400], x[400:], y[:400], y[400:]

model = nn.Sequential(nn.Linear(2, args.hidden), nn.ReLU(), nn.Dropout(args.dropout), nn.Linear(args.hidden, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=args.lr, momentum=0.9, nesterov=args.nesterov)
loss_of = nn.BCEWithLogitsLoss()

for epoch in range(1, args.epochs + 1):
    model.train()
    for rows in torch.randperm(len(train_x)).split(32):
        optimizer.zero_grad()
        loss = loss_of(model(train_x[rows]).squeeze(1), train_y[rows])
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        logits = model(val_x).squeeze(1)
        accuracy = ((logits > 0) == (val_y > 0.5)).float().mean().item()
        print(
            json.dumps(
                {
                    "epoch": epoch,
                    "train_loss": loss.item(),
                    "val_loss": loss_of(logits, val_y).item(),
                    "val_accuracy": accuracy,
                }
            ),
            flush=True,
        )
