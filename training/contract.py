"""What the trainer reads of a shard, and whether a shard has it in the types that schemas/shard.json promises."""

import json
from pathlib import Path

import pyarrow as pa

# What a trainer needs of a row; one column's other fields stay on the disk.
PROJECTION = {
    "key": "key",
    "caption": "caption",
    "image": "image.bytes",
    "prompts": "prompts.list.element.text",
    "similarity_matrix": "similarity_matrix",
}
CONTRACT = json.loads((Path(__file__).parent.parent / "schemas/shard.json").read_text())["columns"]

PRIMITIVES = {
    "bool": pa.types.is_boolean,
    "int32": pa.types.is_int32,
    "int64": pa.types.is_int64,
    "float32": pa.types.is_float32,
    "float64": pa.types.is_float64,
    "utf8": lambda seen: pa.types.is_string(seen) or pa.types.is_large_string(seen),
    "binary": lambda seen: pa.types.is_binary(seen) or pa.types.is_large_binary(seen),
}
# Which recipe of softpa adds what a shard may lack.
REMEDIES = {
    "image": "make shards with images, by `softpa run laion`",
    "prompts": "go on from this dataset with `softpa run laion --source`",
}


class ShardError(ValueError):
    """A shard, or what was named as one, cannot be trained on; one sentence says what was seen, wanted, and to do."""


def check_schema(path: str, schema: pa.Schema) -> None:
    """Raises ShardError where a column that the trainer reads is missing or of another type than the contract's."""
    for name in PROJECTION:
        wanted = CONTRACT[name]["type"]
        if name not in schema.names:
            remedy = REMEDIES.get(name, "make it again with `softpa run laion`")
            raise ShardError(f"{path} has no column {name}, which training reads: {remedy}.")
        seen = schema.field(name).type
        if not is_of_type(seen, wanted):
            raise ShardError(
                f"{path} holds {seen} in column {name}, wanted {spelled(wanted)}: make it with `softpa run laion`."
            )


def is_of_type(seen: pa.DataType, wanted: str | dict) -> bool:
    """Whether an Arrow type is the contract's; wide strings, wide lists and further fields are welcome."""
    match wanted:
        case str():
            return PRIMITIVES[wanted](seen)
        case {"optional": inner}:
            return is_of_type(seen, inner)
        case {"list": inner}:
            return (pa.types.is_list(seen) or pa.types.is_large_list(seen)) and is_of_type(seen.value_type, inner)
        case {"struct": fields}:
            if not pa.types.is_struct(seen):
                return False
            types = {field.name: field.type for field in seen}
            return all(name in types and is_of_type(types[name], inner) for name, inner in fields.items())
    raise ValueError(
        f"Saw the type {wanted} in schemas/shard.json, which this version does not know: update training/."
    )


def spelled(wanted: str | dict) -> str:
    """A type of the contract as Arrow spells it."""
    match wanted:
        case {"optional": inner}:
            return spelled(inner)
        case {"list": inner}:
            return f"list<{spelled(inner)}>"
        case {"struct": fields}:
            return f"struct<{', '.join(f'{name}: {spelled(inner)}' for name, inner in fields.items())}>"
    return str(wanted)
