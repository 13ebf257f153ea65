"""What the search understands of a line: its conditions, and what stays words."""

from __future__ import annotations

import pytest

from portal.search.understanding import Understood

from .asking import HALL, PARK, YANHU, YUNCHENG, asked, written


@pytest.mark.parametrize(
    ("line", "conditions"),
    [
        ("5000平以上 层高8米 盐湖区 厂房", ["area>=5000", "clear_height>=8", YANHU, HALL]),
        ("标准化厂房", [HALL]),
        ("盐湖区廠房", [YANHU, HALL]),
        ("standard factory Yanhu", [HALL, YANHU]),
        ("Standard Factories in Yanhu District", [HALL, YANHU]),
        ("盐湖区标准化厂房", [YANHU, HALL]),
        ("运城市盐湖区 仓库", [YANHU, HALL]),
        ("Yanhu District, Yuncheng warehouse", [YANHU, HALL]),
        ("运城 厂房 盐湖区", [HALL, YANHU]),
        ("山西运城 开发区", [YUNCHENG, PARK]),
        ("厂房 盐湖 临猗", [HALL, YANHU, "region=140821"]),
        ("厂房、仓库", [HALL, HALL]),
        ("粉末冶金企业", ["industry=powder_metallurgy", "type=enterprise"]),
        ("新材料产业园", ["industry=new_materials", PARK]),
        ("汽车制造 企业", ["industry=C36", "type=enterprise"]),
        ("食品加工 企业 临猗", ["industry=food", "type=enterprise", "region=140821"]),
        ("惠企政策", ["type=policy"]),
        ("talent policy", ["type=policy"]),
        ("news last year", ["type=news", "date>=2025-01-01", "date<=2025-12-31"]),
    ],
)
def test_a_line_of_names_is_understood_whole(line: str, conditions: list[str], today: None) -> None:
    understood = asked(line)
    assert written(understood) == conditions
    assert (understood.text, understood.names) == ("", True)


@pytest.mark.parametrize(
    ("line", "text", "conditions"),
    [
        ("运城铝产业园", "铝", [YUNCHENG, PARK]),
        ("新能源 补贴", "补贴", ["industry=new_energy"]),
        ("铝 项目", "铝", ["type=project"]),
        ("光伏项目", "光伏", ["type=project"]),
        ("厂房 蒸汽", "蒸汽", [HALL]),
        ("恒温厂房", "恒温", [HALL]),
        ("厂房出租 盐湖区", "出租", [HALL, YANHU]),
        ("临猗科创产业园标准化厂房", "临猗科创产业园", [HALL]),
        ("8-12k 工程师", "工程师", ["pay>=8000", "pay<=12000"]),
        ("工业净地（连片420亩）", "连片", [HALL, "land_area~280000"]),
    ],
)
def test_what_was_not_understood_stays_words(line: str, text: str, conditions: list[str]) -> None:
    understood = asked(line)
    assert written(understood) == conditions
    assert understood.text == text


@pytest.mark.parametrize(
    "line",
    [
        *(
            "企业所得税",
            "人才公寓",
            "项目管理",
            "高新技术企业 认定",
            "企业 补贴",
            "厂房 补贴",
            "厂房租金",
        ),
        *(
            "新能源汽车",
            "平陆运河",
            "运城学院",
            "subsidies for factory",
            "town hall",
            "bzh cf",
            "A3",
        ),
        *(
            "S149019",
            "126米×42米",
            "跨度24米",
            "年产3000吨",
            "30万元/亩",
            "3000元/月 办公室",
            "补贴500万",
        ),
        *(
            "注册资本500万",
            "3块地",
            "千亿级",
            "5000平方公里",
            "一二",
            "2024",
            "220kV",
            "$300 million",
        ),
        *("旅顺经济技术开发区", "凤凰山房车小镇项目", "农业机械化促进条例", "今年上半年"),
        "100000000000000000亿平",
    ],
)
def test_a_doubtful_line_stays_words(line: str) -> None:
    understood = asked(line)
    assert (understood.conditions, understood.text) == ((), line)


@pytest.mark.parametrize(
    "line",
    [
        "1945年以后的历史怎样？",
        "面积达5000平方公里的湖泊是哪一个",
        "图书馆的面积达5000平方米吗？",
        "就业政策是什么",
        "中国人民大学2018年高水平艺术团招生计划的降分政策是降多少？",
        "2017年以来人大文学院举办了几届世界汉学大会？",
        "财政金融学院有哪两个专业大类？",
        "台湾哪个团体自2005年起成立教学部，为最重要的人才资源?",
        "Which university has the largest library of 5000 square metres?",
    ],
)
def test_a_question_on_another_subject_stays_a_question(line: str) -> None:
    understood = asked(line)
    assert understood == Understood(line, (), names=False)


@pytest.mark.parametrize(
    ("line", "text", "conditions"),
    [
        ("盐湖区有哪些5000平以上的厂房？", "", [YANHU, "area>=5000", HALL]),
        ("请问河津有没有带10吨行车的厂房出租", "出租", ["region=140882", "crane>=10", HALL]),
        ("想找一个五千平的厂房，层高八米以上", "", ["area~5000", HALL, "clear_height>=8"]),
        ("我想在盐湖区租5000平的厂房", "", [YANHU, "area~5000", HALL]),
        ("盐湖区的企业有哪些补贴？", "企业有哪些补贴？", [YANHU]),
        ("盐湖区的厂房租金是多少？", "厂房租金是多少？", [YANHU]),
        ("2024年以后的政策有哪些", "", ["date>=2024-01-01", "type=policy"]),
        (
            "which factories in Yanhu have clear height over 8 m?",
            "",
            [HALL, YANHU, "clear_height>=8"],
        ),
    ],
)
def test_a_question_for_listings_gives_conditions(
    line: str, text: str, conditions: list[str]
) -> None:
    understood = asked(line)
    assert (written(understood), understood.text, understood.names) == (conditions, text, False)


def test_a_phrase_that_the_reader_turned_back_stays_words() -> None:
    understood = asked("盐湖区 厂房 18米 8米", "厂房", "8米")
    assert written(understood) == [YANHU, "clear_height>=18"]
    assert understood.text == "厂房 8米"


def test_what_was_said_is_given_in_the_writing_of_the_line() -> None:
    understood = asked("鹽湖區  ５０００㎡以上 廠房")
    assert [c.said for c in understood.conditions] == ["鹽湖區", "５０００㎡以上", "廠房"]
