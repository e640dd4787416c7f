# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Files to the model, with every error of a file at its line."""

from ipt_kg.records.corpus import Corpus, Place, Record, referenced
from ipt_kg.records.pages import lock_file
from ipt_kg.records.reader import Reading, read_each, read_records
from ipt_kg.records.source import SourceMap

__all__ = ["Corpus", "Place", "Reading", "Record", "SourceMap", "lock_file", "read_each", "read_records", "referenced"]
