"""Templates compiled once for all languages, and again only when they change: compiling takes longer than filling.

`templates` gives it to each of its environments, whose options and filters are the same; what is compiled holds no
word of any language. The studio opens a project's templates anew after each change of one of them.
"""

from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """The latest code of each template, by its name, with the checksum of the source that it is of."""

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._codes.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key] = (bucket.checksum, bucket.code)
