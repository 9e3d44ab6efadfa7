# SPDX-License-Identifier: EUPL-1.2
"""The port `transfers`: where the kit keeps what is brought in from files and taken out as files."""

from nizam.spine.jobs.models import ExportFile, ImportRecord, ImportRow


class StoredTransfers:
    """The tables of imports and exports."""

    imports = ImportRecord
    import_rows = ImportRow
    exports = ExportFile
