"""What can be wrong with a value or a row, and how to mend it, in Chinese and English."""

# ruff: noqa: E501 - the wording is a table

from dataclasses import dataclass, field
from typing import Any

# code: (rule, remedy) in Chinese, (rule, remedy) in English
WORDING: dict[str, tuple[str, str, str, str]] = {
    "empty": ("必填项为空", "补填后重新导入", "required value is empty", "fill it in and load again"),
    "number": ("不是数字", "改为数字，如 30000 或 3万元", "not a number", "write a number, e.g. 30000"),
    "whole": ("应为整数", "改为整数", "not a whole number", "write a whole number"),
    "range": ("超出合理范围 {low}–{high}", "核对后改正", "outside {low} to {high}", "check and correct it"),
    "date": ("不是可识别的日期", "写成 2024-07-01 或 2024年7月1日", "not a readable date", "write it as 2024-07-01"),
    "time": ("不是可识别的时间", "写成 2024-07-01 08:30", "not a readable time", "write it as 2024-07-01 08:30"),
    "day": ("日历上没有这一天", "核对月和日", "no such day in the calendar", "check month and day"),
    "yes_no": ("应为“是”或“否”", "改为“是”或“否”", "neither yes nor no", "write yes or no"),
    "word": ("不认识的用词", "可用：{words}", "unknown word", "known are: {words}"),
    "scientific": ("长编号被表格软件改成了科学计数，尾数已丢失", "先把该列设为文本格式，再重新粘贴原编号",
                   "a long number was turned into scientific notation and lost its last digits", "format the column as text before pasting it again"),
    "id_rounded": ("身份证号末三位为000，疑被表格软件舍入", "先把该列设为文本格式再粘贴；号码确以000结尾时，用空格分段填写",
                   "identity number ends in 000, rounded by a spreadsheet", "format the column as text before pasting; if it truly ends in 000, write it in groups with spaces"),
    "id_length": ("身份证号应为18位（旧号15位）", "先把该列设为文本格式，再按证件填写",
                  "an identity number has 18 digits (15 in the old form)", "format the column as text before pasting, and copy it from the card"),
    "id_birth": ("身份证号中的出生日期不存在", "按证件核对；先把该列设为文本格式再粘贴",
                 "the birth date in the identity number does not exist", "check against the card; format the column as text before pasting"),
    "id_check": ("身份证号校验位不符（GB 11643）", "按证件核对；先把该列设为文本格式再粘贴",
                 "wrong check digit (GB 11643)", "check against the card; format the column as text before pasting"),
    "digits": ("应只含数字", "先把该列设为文本格式，再按原号填写", "digits only", "format the column as text and write the number as it is"),
    "phone": ("不是电话号码", "写成 5–15 位数字，多个号码以 / 分隔", "not a telephone number", "write 5 to 15 digits; separate several by /"),
    "cells": ("本行的单元格多于表头", "含分隔符的内容请加引号", "the row has more cells than the headings", "quote the text that holds the separator"),
    "one_of": ("以下各项至少填一项：{columns}", "补填其中一项", "needs one of {columns}", "fill in one of them"),
    "period": ("止期早于起期", "核对两个日期，是否颠倒", "the end lies before the start", "check whether the two dates were swapped"),
    "level": ("未填级别，代码位数也看不出级别", "填写级别：县、乡镇、村、社", "no level given and the code's length does not tell it", "fill in level: county, township, village or group"),
    "same_row": ("与第 {rows} 行完全相同", "删除重复行", "the same as row {rows}", "delete the repeated row"),
    "double_key": ("编号重复：与第 {rows} 行编号相同而内容不同", "留下正确的一行，或改正编号", "double key: row {rows} has the same key and other content", "keep the right row, or correct the key"),
    # doubtful, but stored
    "order": ("时间先后矛盾：早于{earlier}", "核对两个时间", "impossible order: before {earlier}", "check both times"),
    "premium": ("保费与保额不符合该年度方案中的任何一档", "核对户类型、自缴、省补、县补与保额", "premium split and sum insured match no row of the scheme in that year", "check group, premiums and sum insured"),
    "overlap": ("同一户在同一时段有多张保单（另见第 {rows} 行）", "核对是否一户多保，或已分户", "one household with several policies at the same time (see row {rows})", "check whether a house is insured twice or the family has divided"),
    "point_zero": ("坐标为 0", "补测坐标或留空", "coordinates are 0", "measure the point or leave it empty"),
    "point_swapped": ("经纬度疑似颠倒", "对调经度和纬度", "longitude and latitude look swapped", "swap them"),
    "point_half": ("只有经度或只有纬度", "补全坐标", "only one of longitude and latitude", "fill in both"),
    "merged": ("与第 {rows} 行同一代码，图形已合并为一个多部分图形", "确认两部分属于同一行政区", "same code as row {rows}: its parts were merged into one", "confirm that both parts belong to it"),
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One fault: a key of ``WORDING`` and what its text speaks of."""

    code: str
    values: dict[str, Any] = field(default_factory=dict, hash=False)

    def text(self, lang: str) -> tuple[str, str]:
        """Rule and remedy in ``zh`` or ``en``."""
        at = 0 if lang == "zh" else 2
        rule, remedy = WORDING[self.code][at : at + 2]
        return rule.format(**self.values), remedy.format(**self.values)


@dataclass(frozen=True)
class Finding:
    """A fault at a row (position in the source) and a column (name; empty: the whole row)."""

    position: int
    column: str
    fault: Fault
