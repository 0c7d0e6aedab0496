"""Compares the files that write_tensors.cpp writes with what they should hold: python3 read_tensors.py FOLDER"""

import json
import pathlib
import struct
import sys

import numpy as np

folder = pathlib.Path(sys.argv[1])
y = (np.arange(60000, dtype="<f8") - 30000) / 7
x = y.astype("<f4")
matrix = x.reshape(200, 300)


def same(name, got, expected):
    assert got.dtype == expected.dtype, f"{name}: {got.dtype}, expected {expected.dtype}"
    assert got.shape == expected.shape, f"{name}: {got.shape}, expected {expected.shape}"
    assert got.tobytes() == expected.tobytes(), f"{name}: other numbers"


arrays = {
    "vector": x,
    "matrix": matrix,
    "transposed": matrix.T,
    "strided": x.reshape(100, 600)[:, :300:10],
    "doubles": y.reshape(3, 100, 200),
    "scalar": x[0].reshape(()),
    "empty": x[:0].reshape(4, 0, 2),
    "deep": x[:2].reshape(1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1),
}
for name, expected in arrays.items():
    same(name, np.load(folder / f"{name}.npy"), expected)
    assert np.lib.format.open_memmap(folder / f"{name}.npy", "r").flags.aligned if expected.size else True
print(f"{len(arrays)} .npy files")

path = folder / "tensors.safetensors"
if not path.exists():
    sys.exit()
content = path.read_bytes()
length = struct.unpack("<Q", content[:8])[0]
assert length % 8 == 0
header = json.loads(content[8 : 8 + length])
data = content[8 + length :]
assert header.pop("__metadata__") == {"made by": '"lowp"\n'}
CODES = {"F8_E4M3": "u1", "I8": "i1", "BF16": "<u2", "F16": "<u2", "F32": "<f4", "F64": "<f8"}
tensors = {
    "e4m3": ("F8_E4M3", np.arange(256, dtype="u1").reshape(16, 16)),
    "i8": ("I8", np.arange(256, dtype="u1").view("i1")),
    "bf16": ("BF16", (17 * np.arange(1000, dtype="<u2")).reshape(10, 100)),
    "f16": ("F16", 31 * np.arange(1000, dtype="<u2")),
    "transposed": ("F32", matrix.T),
    "doubles": ("F64", y),
    'grüße "/\\': ("F32", x[0].reshape(())),
    "empty": ("F32", x[:0].reshape(0, 7)),
}
assert set(header) == set(tensors), set(header)
covered = 0
for name, (dtype, expected) in tensors.items():
    entry = header[name]
    assert set(entry) == {"dtype", "shape", "data_offsets"}
    assert entry["dtype"] == dtype, entry
    begin, end = entry["data_offsets"]
    assert begin % expected.itemsize == 0
    same(name, np.frombuffer(data[begin:end], CODES[dtype]).reshape(entry["shape"]), expected)
    covered += end - begin
assert covered == len(data), "data that no tensor names"
print(f"{len(tensors)} tensors")
