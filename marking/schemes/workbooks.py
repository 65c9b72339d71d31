"""Marking schemes from workbooks: the import sheet of WorldSkills' CIS."""

import io

from python_calamine import CalamineError, CalamineWorkbook

from foundation.errors import Refused
from foundation.files import check_size
from foundation.untrusted_workbooks import checked_copy
from foundation.workbooks import ROW_LIMIT, SIZE_LIMIT
from marking.schemes.cis import CisScheme, read_cis
from marking.schemes.cis_columns import NEEDED


def read_cis_workbook(content: bytes) -> CisScheme:
    """The scheme in the first sheet that holds one. Formulas, which CIS writes for its sums, count as saved.

    Raises `Refused` for what is no .xlsx, or holds no such sheet; faults of single rows are in the scheme.
    """
    check_size(content, limit=SIZE_LIMIT)
    try:
        workbook = CalamineWorkbook.from_filelike(
            io.BytesIO(checked_copy(content, last_row=ROW_LIMIT + 1, formulas=True))
        )
        for name in workbook.sheet_names:
            scheme = read_cis(workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))
            if scheme is not None:
                return scheme
    except CalamineError as error:
        raise Refused("表格打不开，可能已损坏。请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。") from error
    raise Refused(f"没有找到 CIS 评分方案：应有一行表头，包含 {'、'.join(NEEDED)}。请上传 CIS 的评分方案导入表。")
