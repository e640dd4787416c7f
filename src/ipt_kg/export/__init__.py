# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""One module a form, with the same names in each: `render`, `MEDIA_TYPE`, `SUFFIX`."""
