"""As much of PyTorch as the pages' scripts use, in plain Python, for machines that have none.

The scripts run and learn with it, slowly; what they come to is not what PyTorch comes to. Nothing but tests uses it.
"""

import json
import math
import random


class Tensor:
    """Rows of numbers, or numbers, and how the loss that is read from them goes back."""

    def __init__(self, values, back=None):
        self.values, self.back = values, back

    def __len__(self):
        return len(self.values)

    def __getitem__(self, rows):
        return Tensor([self.values[row] for row in rows.values])

    def __eq__(self, other):
        return Tensor([a == b for a, b in zip(self.values, other.values)])

    def split(self, size):
        return [Tensor(self.values[start : start + size]) for start in range(0, len(self.values), size)]

    def argmax(self, axis):
        assert axis == 1
        return Tensor([max(range(len(row)), key=row.__getitem__) for row in self.values])

    def float(self):
        return Tensor([float(value) for value in self.values])

    def mean(self):
        return Tensor(sum(self.values) / len(self.values))

    def item(self):
        return self.values

    def backward(self):
        self.back()


class Parameter:
    def __init__(self, values):
        self.values, self.gradient = values, [0.0] * len(values)


class Module:
    training = True

    def parameters(self):
        return []


class Linear(Module):
    def __init__(self, width, height):
        bound = 1 / math.sqrt(width)
        self.weights = [Parameter([random.uniform(-bound, bound) for _ in range(width)]) for _ in range(height)]
        self.bias = Parameter([random.uniform(-bound, bound) for _ in range(height)])

    def parameters(self):
        return [*self.weights, self.bias]

    def forward(self, rows):
        self.rows = rows
        biases = self.bias.values
        return [
            [sum(map(float.__mul__, w.values, row)) + b for w, b in zip(self.weights, biases)] for row in rows
        ]

    def backward(self, slopes):
        before = [[0.0] * len(row) for row in self.rows]
        for row, slope, out in zip(self.rows, slopes, before):
            for k, s in enumerate(slope):
                weight = self.weights[k]
                self.bias.gradient[k] += s
                for i, value in enumerate(row):
                    weight.gradient[i] += s * value
                    out[i] += s * weight.values[i]
        return before


class ReLU(Module):
    def forward(self, rows):
        self.rows = rows
        return [[max(0.0, value) for value in row] for row in rows]

    def backward(self, slopes):
        return [[s if v > 0 else 0.0 for s, v in zip(slope, row)] for slope, row in zip(slopes, self.rows)]


class Dropout(Module):
    def __init__(self, share):
        self.share = share

    def forward(self, rows):
        keep = 1 - self.share if self.training else 1
        self.mask = [[(random.random() < keep) / keep for _ in row] for row in rows]
        return [[v * m for v, m in zip(row, mask)] for row, mask in zip(rows, self.mask)]

    def backward(self, slopes):
        return [[s * m for s, m in zip(slope, mask)] for slope, mask in zip(slopes, self.mask)]


class Sequential(Module):
    def __init__(self, *layers):
        self.layers = layers

    def parameters(self):
        return [parameter for layer in self.layers for parameter in layer.parameters()]

    def train(self, training=True):
        for layer in self.layers:
            layer.training = training

    def eval(self):
        self.train(False)

    def state_dict(self):
        return [parameter.values for parameter in self.parameters()]

    def __call__(self, x):
        rows = x.values
        for layer in self.layers:
            rows = layer.forward(rows)

        def back(slopes):
            for layer in reversed(self.layers):
                slopes = layer.backward(slopes)

        return Tensor(rows, back)


def cross_entropy(scores, labels):
    loss, slopes = 0.0, []
    for row, label in zip(scores.values, labels.values):
        top = max(row)
        powers = [math.exp(value - top) for value in row]
        loss += math.log(sum(powers)) + top - row[label]
        shares = [power / sum(powers) for power in powers]
        slopes.append([(share - (i == label)) / len(labels) for i, share in enumerate(shares)])
    return Tensor(loss / len(labels), lambda: scores.back(slopes))


class SGD:
    def __init__(self, parameters, lr, momentum=0.0):
        self.parameters, self.lr, self.momentum = parameters, lr, momentum
        self.velocities = [[0.0] * len(parameter.values) for parameter in parameters]

    def zero_grad(self):
        for parameter in self.parameters:
            parameter.gradient = [0.0] * len(parameter.values)

    def step(self):
        for parameter, velocity in zip(self.parameters, self.velocities):
            for i, slope in enumerate(parameter.gradient):
                velocity[i] = self.momentum * velocity[i] + slope
                parameter.values[i] -= self.lr * velocity[i]


class Adam(SGD):
    def __init__(self, parameters, lr):
        super().__init__(parameters, lr)
        self.squares = [[0.0] * len(parameter.values) for parameter in parameters]
        self.steps = 0

    def step(self):
        self.steps += 1
        first, second = 1 - 0.9**self.steps, 1 - 0.999**self.steps
        for parameter, means, squares in zip(self.parameters, self.velocities, self.squares):
            for i, slope in enumerate(parameter.gradient):
                means[i] = 0.9 * means[i] + 0.1 * slope
                squares[i] = 0.999 * squares[i] + 0.001 * slope * slope
                parameter.values[i] -= self.lr * (means[i] / first) / (math.sqrt(squares[i] / second) + 1e-8)


class no_grad:
    def __enter__(self):
        pass

    def __exit__(self, *reasons):
        pass


class functional:
    cross_entropy = staticmethod(cross_entropy)


class nn:
    Sequential, Linear, ReLU, Dropout, functional = Sequential, Linear, ReLU, Dropout, functional


class optim:
    Adam, SGD = Adam, SGD


def manual_seed(seed):
    random.seed(seed)


def tensor(values):
    return Tensor(values)


def randperm(count):
    return Tensor(random.sample(range(count), count))


def save(values, path):
    with open(path, "w") as file:
        json.dump(values, file)
