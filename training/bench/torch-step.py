"""The yardstick of `npm run bench -- train`: the same training step of MobileNetV2 in PyTorch. Prints a line of JSON."""
import json
import resource
import sys
import time

import torch
from torch import nn

batch, size, width, rounds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])


def channels(count):
    return max(8, int(count * width + 4) // 8 * 8)


def conv(inputs, outputs, kernel, stride=1, groups=1, rectified=True):
    layers = [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)]
    return nn.Sequential(*layers, *([nn.ReLU6()] if rectified else []))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride, expansion):
        super().__init__()
        wide = inputs * expansion
        self.residual = stride == 1 and inputs == outputs
        self.layers = nn.Sequential(
            *([conv(inputs, wide, 1)] if expansion > 1 else []),
            conv(wide, wide, 3, stride, groups=wide),
            conv(wide, outputs, 1, rectified=False),
        )

    def forward(self, x):
        return x + self.layers(x) if self.residual else self.layers(x)


def mobilenet_v2():
    layers, inputs = [conv(3, channels(32), 3, 2)], channels(32)
    for expansion, outputs, count, stride in [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]:
        for index in range(count):
            layers.append(Block(inputs, channels(outputs), stride if index == 0 else 1, expansion))
            inputs = channels(outputs)
    return nn.Sequential(*layers, conv(inputs, 1280, 1))


def used_cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


network = mobilenet_v2().to(memory_format=torch.channels_last)
images = torch.randn(batch, 3, size, size).to(memory_format=torch.channels_last)
times = []
for _ in range(rounds + 2):
    cpu, wall = used_cpu(), time.perf_counter()
    network.zero_grad()
    network(images).mean().backward()
    times.append((1000 * (used_cpu() - cpu), 1000 * (time.perf_counter() - wall)))
middle = len(times[2:]) // 2
print(json.dumps({
    'version': torch.__version__,
    'threads': torch.get_num_threads(),
    'cpuMs': sorted(cpu for cpu, _ in times[2:])[middle],
    'wallMs': sorted(wall for _, wall in times[2:])[middle],
}))
