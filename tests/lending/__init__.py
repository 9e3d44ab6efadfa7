# SPDX-License-Identifier: EUPL-1.2
"""A throw-away desk: what a plain register costs. A model, a declaration, translations; nothing else."""
