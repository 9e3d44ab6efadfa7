# SPDX-License-Identifier: EUPL-1.2
"""Kinds of papers and the file plan as data: read from TOML with every fault named, given to institutions."""

from nizam.spine.records.types.installing import file_class_of, install_classes, install_types, type_of
from nizam.spine.records.types.reading import (
    PARTS,
    ClassText,
    TypeFault,
    TypeText,
    check_chain,
    check_parts,
    read_file_plan,
    read_types,
)

__all__ = [
    "PARTS",
    "ClassText",
    "TypeFault",
    "TypeText",
    "check_chain",
    "check_parts",
    "file_class_of",
    "install_classes",
    "install_types",
    "read_file_plan",
    "read_types",
    "type_of",
]
