"""征集通知：一份一个文件，文件名即代码；新的年份另立文件，已公布的不改。"""

from studios.proposals.rules_schemes import Scheme
from studios.proposals.schemes import anhui_2024, quanzhou_2025, shennongjia_2017

SCHEMES: dict[str, Scheme] = {
    module.SCHEME.code: module.SCHEME for module in (quanzhou_2025, anhui_2024, shennongjia_2017)
}
