"""The demo's committed files fit the software: its columns, its papers, its rule for photos."""

import csv
from collections import Counter

import python_calamine

from assessments.applications.photos import photo_faults
from assessments.applications.workbooks_columns import COLUMNS
from demo.certification_files import BREWERS, FILES, TASTERS
from demo.examining import DRAWS, POINTS
from demo.portraits import portrait
from examinations.banks.rules import QUESTION_KIND_TITLES
from people.persons.occupations import occupation_title


def rows_of(name: str) -> list[list[str]]:
    sheet = python_calamine.load_workbook(FILES / name).get_sheet_by_index(0)
    return [[str(value) for value in row] for row in sheet.to_python()]


def test_the_applications_have_the_columns_of_the_form():
    header, *rows = rows_of("applications.xlsx")
    assert header == [column.title for column in COLUMNS]
    assert len(rows) == BREWERS + TASTERS


def test_the_bank_fills_a_paper_of_a_hundred_points():
    with (FILES / "questions.csv").open(encoding="utf-8", newline="") as file:
        questions = list(csv.DictReader(file))
    kinds = Counter(question["题型"] for question in questions)
    assert all(kinds[QUESTION_KIND_TITLES[kind]] > count for kind, count in DRAWS.items())
    assert sum(DRAWS.values()) * POINTS == 100
    assert len({question["题干"] for question in questions}) == len(questions)
    assert rows_of("questions.xlsx")[1:] == [list(question.values()) for question in questions]


def test_the_scopes_name_occupations_by_their_titles():
    listed = rows_of("scope-enterprise.xlsx")[1:] + rows_of("scope-school.xlsx")[1:]
    assert [(row[0], row[1]) for row in listed] == [(row[0], occupation_title(row[0])) for row in listed]


def test_a_drawn_portrait_is_a_photo_that_certificates_take():
    assert photo_faults(portrait(1)) == []
    assert portrait(1) != portrait(2)
