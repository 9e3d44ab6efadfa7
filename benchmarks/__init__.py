# SPDX-License-Identifier: EUPL-1.2
"""Measured figures, each beside a limit or a peer. Nothing is asserted here: a figure is read by people."""
