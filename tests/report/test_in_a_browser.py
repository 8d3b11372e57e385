"""The report as people meet it: opened from a file, in a real browser, on a desk, in the dark and on a phone."""

import json
import os
import re
import shutil
from functools import partial
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.support.select import Select

from tests.report.conftest import forget
from tutortrain.report.rendering import write_report
from tutortrain.runs.directory import RunDirectory

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
MISSING = "there is no chromium or chromedriver here; as root: apt-get install chromium chromium-driver"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
)
CONTRAST = Path(__file__).with_name("contrast.js").read_text()
DESK, PHONE = 1200, 390


@pytest.fixture(scope="module")
def browser():
    """Continuous integration sets BROWSER_REQUIRED; who has no browser may test the rest."""
    if CHROMIUM is None or DRIVER is None:
        (pytest.fail if os.environ.get("BROWSER_REQUIRED") else pytest.skip)(MISSING)
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    for flag in FLAGS:
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def open_report(browser, here):
    """Opens the report of some runs and gives the browser; nothing may be logged or asked for until the test
    ends.
    """
    file = here / "report.html"

    def open_it(runs, width=DESK, scheme="light"):
        write_report(runs, file)
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width == PHONE}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        wishes = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
        features = [{"name": name, "value": value} for name, value in wishes.items()]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        browser.get(file.as_uri())
        return browser

    browser.get_log("performance")
    yield open_it
    assert browser.get_log("browser") == []
    assert {url for url in requested(browser) if not url.startswith("data:")} == {file.as_uri()}


@pytest.fixture
def page(open_report, make_run):
    """Two runs, of which each can be told from the other and from what was before."""
    runs = [
        make_run("outputs/rlvr/rlvr_001_a", num_right=30),
        make_run("outputs/rlvr/rlvr_002_b", num_right=44, **{"training.lr": 2e-3}),
    ]
    return partial(open_report, runs)


@pytest.fixture
def mixed_page(open_report, make_run, here):
    """One run that solves more in all, nothing in grade 1, and has forgotten some of its text."""
    run = make_run("outputs/rlvr/rlvr_001_a", solved=[number for number in range(60) if number % 3])
    forget(RunDirectory(here / "outputs/baseline/tiny/solve_0123456789ab"), 1.234)
    forget(RunDirectory(run), 1.5)
    return partial(open_report, [run])


def requested(browser):
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]


def all_of(browser, selector):
    return browser.find_elements("css selector", selector)


def one(browser, selector):
    return browser.find_element("css selector", selector)


def choose(browser, label, option):
    Select(one(browser, f'[aria-label="{label}"]')).select_by_visible_text(option)


def steps_at_the_axis(browser, key="train/loss"):
    labels = all_of(browser, f'[data-key="{key}"] svg text[text-anchor="middle"]')
    return [int(label.text) for label in labels]


def num_lines(browser, key="train/loss"):
    return len(all_of(browser, f'[data-key="{key}"] svg path'))


def test_it_says_first_what_came_of_it(page):
    browser = page()
    assert one(browser, "h1").text == "Better than rlvr_001, and worse in nothing that was measured."
    chips = [chip.text for chip in all_of(browser, "header .chip")]
    assert chips == ["▲ better", "≈ no detectable difference", "≈ no detectable difference"]
    assert [link.text for link in all_of(browser, "nav a")] == [
        "Scores",
        "Curves",
        "Runs",
        "Settings, code and data",
        "By grade and topic",
        "Problems fixed and broken",
        "Sample rollouts",
    ]


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_leak_and_guidance_stand_side_by_side(page, width):
    browser = page(width)
    leak, guidance = all_of(browser, "#scores .card:nth-of-type(2) .score")
    assert [one(score, "h3").text for score in (leak, guidance)] == [
        "Answers given away lower is better",
        "Hints that help higher is better",
    ]
    assert leak.location["y"] == guidance.location["y"]
    assert leak.location["x"] + leak.size["width"] < guidance.location["x"]
    rows = [[row.location["y"] for row in all_of(score, ".score-row")] for score in (leak, guidance)]
    assert rows[0] == rows[1]


def test_dragging_zooms_every_curve_and_a_double_click_goes_back(page):
    browser = page()
    assert steps_at_the_axis(browser) == [10, 20, 30, 40, 50]
    chart = one(browser, '[data-key="train/loss"] svg')
    ActionChains(browser).move_to_element(chart).click_and_hold().move_by_offset(80, 0).release().perform()
    zoomed = steps_at_the_axis(browser)
    assert zoomed
    assert min(zoomed) >= 24
    assert max(zoomed) <= 40
    assert steps_at_the_axis(browser, "eval/loss") == zoomed
    ActionChains(browser).double_click(chart).perform()
    assert steps_at_the_axis(browser) == [10, 20, 30, 40, 50]


def test_a_run_is_taken_out_of_the_curves_and_put_back(page):
    browser = page()
    toggle = all_of(browser, ".run-toggle")[1]
    assert (toggle.text, num_lines(browser)) == ("rlvr_002", 2)
    toggle.click()
    assert (toggle.get_attribute("aria-pressed"), num_lines(browser)) == ("false", 1)
    toggle.click()
    assert (toggle.get_attribute("aria-pressed"), num_lines(browser)) == ("true", 2)


def test_a_noisy_curve_is_smoothed_over_what_it_was(page):
    browser = page()
    one(browser, "#smooth").click()
    assert num_lines(browser) == 2 * 2
    assert num_lines(browser, "eval/loss") == 2
    one(browser, "#smooth").click()
    assert num_lines(browser) == 2


def test_a_curve_that_few_want_is_shown_when_asked_for(page):
    browser = page()
    card = one(browser, '[data-key="train/lr"]')
    assert not card.is_displayed()
    one(browser, "#more-curves summary").click()
    one(browser, "#more-curves button").click()
    assert card.is_displayed()
    assert num_lines(browser, "train/lr") == 2


def test_a_grade_that_became_worse_raises_an_alarm_and_is_marked_on_the_map(mixed_page):
    browser = mixed_page()
    alarms = [alarm.text for alarm in all_of(browser, "#alarms li")]
    assert alarms[0].startswith("grade 1: Problems solved −50.0 points [−")
    assert alarms[1].startswith("grade 1: retention: loss +0.266 nats [")
    choose(browser, "Model", "rlvr_001 less tiny, untouched")
    marked = [cell.text for cell in all_of(browser, "#tiles .cell.worse")]
    assert marked == ["▼ −50"]
    assert one(browser, "#tiles .grade:nth-of-type(2) h3").text == "grade 1"


def test_the_map_shows_how_many_problems_each_figure_is_about(page):
    browser = page()
    choose(browser, "Suite", "hint")
    tile = one(browser, "#tiles .tile")
    assert tile.text.split("\n") == ["all topics", "n 60", "0", "92"]


def test_how_many_problems_would_show_a_difference_is_said(open_report, make_run):
    browser = open_report([make_run("outputs/rlvr/rlvr_001_a", num_right=33)])
    said = one(browser, "#scores .score-row:nth-of-type(2) .against").text
    assert said.startswith("≈ no detectable difference from tiny, untouched: +5.0 points [")
    (needed,) = re.findall(r"; (\d+) more problems would show it$", said)
    assert f"{needed} more problems would show it." in one(browser, "header").text


def test_a_loss_is_shown_in_nats(mixed_page):
    browser = mixed_page()
    (card,) = [card for card in all_of(browser, "#scores .card") if "RETENTION" in card.text]
    assert [figure.text for figure in all_of(card, ".figure")] == [
        "1.234 [1.134, 1.334]",
        "1.500 [1.400, 1.600]",
    ]
    assert all_of(card, ".against")[-1].text.startswith("▼ worse than tiny, untouched: +0.266 nats [")


def test_the_filter_finds_problems_by_their_words(page):
    browser = page()
    one(browser, "#filter").send_keys("problem-33")
    assert one(browser, "#counted").text == "1 of 14 shown."
    (shown,) = all_of(browser, "#changes .change")
    assert "How many are problem-33?" in shown.text
    one(browser, "#filter").send_keys(" nowhere")
    assert one(browser, "#changes").text == "No problem has these words."


def test_kinds_of_changes_are_toggled(page):
    browser = page()
    before = one(browser, "#counted").text
    one(browser, '[data-kind="fixed"]').click()
    assert (before, one(browser, "#counted").text) == ("14 of 14 shown.", "0 of 14 shown.")


def test_hostile_replies_stay_text(page):
    browser = page()
    assert "<img src=x onerror=" in one(browser, "#samples .reply .text").text
    assert all_of(browser, "img") == []
    assert browser.title == "rlvr_001 and rlvr_002"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(mixed_page, scheme):
    browser = mixed_page(scheme=scheme)
    choose(browser, "Model", "rlvr_001 less tiny, untouched")
    for fold in all_of(browser, "details"):
        browser.execute_script("arguments[0].open = true", fold)
    found = browser.execute_script(CONTRAST)
    assert len(found) > 300
    assert [text for text in found if text[0] < text[1]] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_scheme_is_the_readers(page, scheme):
    browser = page(scheme=scheme)
    color = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert color == {"light": "rgb(246, 246, 243)", "dark": "rgb(16, 19, 23)"}[scheme]


def test_nothing_is_wider_than_a_phone(mixed_page):
    browser = mixed_page(PHONE)
    for fold in all_of(browser, "details"):
        browser.execute_script("arguments[0].open = true", fold)
    assert browser.execute_script("return document.documentElement.scrollWidth") == PHONE
