"""Writes the .safetensors files of this folder, and safetensors_values.txt: python3 tests/io/data/make_safetensors.py

After the form's description (https://github.com/huggingface/safetensors, README.md, "Format"), with json, struct and
NumPy: 8 bytes of length, low byte first, the header as JSON, the elements without a gap. A line of the text: the
tensor, its type and shape, and of each element the pattern of binary64 and that of binary32. Codes of 8 bits and of
bfloat16 mean here what their definitions say: a sign, (1 + m / 2^M) 2^(e - bias) or m / 2^M 2^(1 - bias), and special
codes by table.
"""

import json
import pathlib
import struct

import numpy as np

HERE = pathlib.Path(__file__).parent


def floating(code, exponent_bits, fraction_bits, bias, special):
    if code in special:
        return special[code]
    fraction = code & ((1 << fraction_bits) - 1)
    exponent = (code >> fraction_bits) & ((1 << exponent_bits) - 1)
    sign = -1.0 if code >> (exponent_bits + fraction_bits) else 1.0
    if exponent == 0:
        return sign * fraction * 2.0 ** (1 - bias - fraction_bits)
    return sign * ((1 << fraction_bits) + fraction) * 2.0 ** (exponent - bias - fraction_bits)


NAN, INF = float("nan"), float("inf")
E5M2 = {0x7C: INF, 0xFC: -INF} | {c: NAN for c in (0x7D, 0x7E, 0x7F, 0xFD, 0xFE, 0xFF)}
codes = np.arange(256, dtype="u1")
bfloat16 = np.array([0, 0x8000, 1, 0x007F, 0x0080, 0x3F80, 0xBFC0, 0x7F7F, 0x7F80, 0xFF80, 0x7FC0, 0x4049], dtype="<u2")
F64 = np.array([0.1, -0.0, 1e300, -5e-324], dtype="<f8")
F32 = np.array([0.1, -0.0, 3e38, -1e-45, 2.5, 6], dtype="<f4")
F16 = np.array([0.1, -0.0, 65504, -6e-8, 2.5, np.inf], dtype="<f2")


def tensor(dtype, array, values=None, shape=None):
    values = np.array(array if values is None else values)
    return dtype, list(array.shape if shape is None else shape), array.tobytes(), values.reshape(-1)


def ints(code, *values):
    return np.array(values, dtype=code)


tensors = {
    "f64": tensor("F64", F64, shape=[4, 1]),
    "i64": tensor("I64", ints("<i8", -(2**63), 2**53 + 1, 2**63 - 1)),
    "u64": tensor("U64", ints("<u8", 0, 2**64 - 1, 2**63 + 2**39 + 1)),
    "f32": tensor("F32", F32, shape=[2, 3]),
    "i32": tensor("I32", ints("<i4", -(2**31), 2**24 + 1, 2**31 - 1)),
    "u32": tensor("U32", ints("<u4", 0, 2**24 + 1, 2**32 - 1)),
    "f16": tensor("F16", F16, shape=[3, 1, 2]),
    "bf16": tensor("BF16", bfloat16, [floating(int(c), 8, 7, 127, {0x7F80: INF, 0xFF80: -INF, 0x7FC0: NAN})
                                      for c in bfloat16]),
    "i16": tensor("I16", ints("<i2", -32768, -1, 256)),
    "u16": tensor("U16", ints("<u2", 0, 255, 65535)),
    "e4m3fn": tensor("F8_E4M3", codes, [floating(c, 4, 3, 7, {0x7F: NAN, 0xFF: NAN}) for c in range(256)], [16, 16]),
    "e5m2": tensor("F8_E5M2", codes, [floating(c, 5, 2, 15, E5M2) for c in range(256)], [16, 16]),
    "e4m3fnuz": tensor("F8_E4M3FNUZ", codes, [floating(c, 4, 3, 8, {0x80: NAN}) for c in range(256)]),
    "e5m2fnuz": tensor("F8_E5M2FNUZ", codes, [floating(c, 5, 2, 16, {0x80: NAN}) for c in range(256)]),
    "e8m0fnu": tensor("F8_E8M0", codes, [2.0 ** (c - 127) if c < 255 else NAN for c in range(256)]),
    "i8": tensor("I8", ints("i1", -128, -1, 0, 127)),
    "u8": tensor("U8", ints("u1", 0, 127, 128, 255)),
    "bool": tensor("BOOL", ints("u1", 0, 1, 1)),
    "scalar": tensor("F32", np.array([-2.5], dtype="<f4"), shape=[]),
    "empty": tensor("F16", np.zeros(0, dtype="<f2"), shape=[3, 0, 2]),
}


def pack(tensors, metadata=None, indent=None, pad=True):
    header, data = ({} if metadata is None else {"__metadata__": metadata}), b""
    for name, (dtype, shape, content, _) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    if indent:  # other keys first, other tensors first, spaces: all of it is allowed
        header = {k: dict(reversed(v.items())) for k, v in reversed(header.items())}
    text = json.dumps(header, indent=indent).encode()
    text += b" " * (-len(text) % 8 if pad else 0)
    return struct.pack("<Q", len(text)) + text + data


lines = []
for name, (dtype, shape, _, values) in tensors.items():
    with np.errstate(over="ignore"):
        doubles, floats = values.astype("<f8").view("<u8"), values.astype("<f4").view("<u4")
    words = [name, dtype, "x".join(map(str, shape)) or "scalar"]
    lines.append(" ".join(words + [f"{d:016x} {f:08x}" for d, f in zip(doubles, floats)]))
(HERE / "safetensors_values.txt").write_text("\n".join(lines) + "\n")
(HERE / "all_types.safetensors").write_bytes(pack(tensors, {"made by": "make_safetensors.py", "format": "none"}))
few = {k: tensors[k] for k in ("u8", "empty")} | {'grüße "a/b"\\\n\u2028\U0001f600': tensors["f32"]}
(HERE / "spaced.safetensors").write_bytes(pack(few, {"ä": "ß\n"}, indent=2, pad=False))
(HERE / "none.safetensors").write_bytes(pack({}))
