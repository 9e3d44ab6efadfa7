# SPDX-License-Identifier: EUPL-1.2
"""What ends the reading of a file inside the child; `extract` itself raises none of these."""


class ExtractionError(Exception):
    """Root of what this package raises; `mark` is the code in `Extracted.marks` that tells of it."""

    mark = "damaged"


class DamagedError(ExtractionError):
    """The bytes are not what they claim to be, or are cut off."""


class EncryptedError(ExtractionError):
    """A password is needed."""

    mark = "encrypted"


class EntitiesRefusedError(ExtractionError):
    """The XML declares a document type, and with it perhaps entities."""

    mark = "entities-refused"


class UnsupportedError(ExtractionError):
    """The type of the file is not read."""

    mark = "unsupported"


class TooLargeError(ExtractionError):
    """The file, or the picture it declares, is larger than the limits allow."""

    mark = "too-large"


class TooDeepError(ExtractionError):
    """Files inside files, or elements inside elements, go deeper than the limits allow."""

    mark = "nested-too-deep"


class StoppedError(ExtractionError):
    """A limit of the whole extraction is used up: nothing more is read."""


class TooLongError(StoppedError):
    """More text came out than the limits allow."""

    mark = "too-long"


class BombError(StoppedError):
    """An archive grows beyond all reason while it is unpacked."""

    mark = "archive-bomb"


class TooManyPartsError(StoppedError):
    """More files inside files than the limits allow."""

    mark = "too-many-parts"


class ConfinementError(ExtractionError):
    """The kernel or the processor cannot confine a reader, so none is started."""

    mark = "not-confined"
