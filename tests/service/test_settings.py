"""Settings: read once, frozen, and refused in Japanese where they cannot be used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from service.current.configured_repository import model
from service.errors import SettingsError
from service.settings import PREFIX, Settings, load_settings


def test_defaults_are_those_of_the_design(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    settings = load_settings()
    assert settings.data_dir == Path(".data")
    assert settings.base_iri == "http://127.0.0.1:8000/id/"
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert not settings.writable


def test_given_wins_over_environment_and_none_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEIKAKU_PORT", "9001")
    monkeypatch.setenv("KEIKAKU_HOST", "0.0.0.0")
    settings = load_settings(port=9002, host=None)
    assert (settings.port, settings.host) == (9002, "0.0.0.0")


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        load_settings().port = 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"write_token": "x" * 20, "write_token_sha256": "0" * 64}, "どちらか一方"),
        ({"write_token": "short"}, "16文字以上"),
        ({"write_token_sha256": "abc"}, "KEIKAKU_WRITE_TOKEN_SHA256"),
        ({"base_iri": "http://x/id"}, "「/」で終わる"),
        ({"base_iri": "ftp://x/"}, "http(s)://"),
        ({"base_iri": "http://x/#"}, "KEIKAKU_BASE_IRI"),
        ({"port": "eighty"}, "KEIKAKU_PORT"),
        ({"port": 70000}, "KEIKAKU_PORT"),
        ({"embedding_model": "/nonexistent/model"}, "フォルダーが見つかりません"),
        ({"unknown": 1}, "KEIKAKU_UNKNOWN はありません"),
        ({"llm_url": "http://127.0.0.1:9/v1"}, "両方を設定"),
        ({"llm_model": "m"}, "両方を設定"),
        ({"llm_key": "k"}, "KEIKAKU_LLM_KEY だけ"),
        ({"llm_reading": True}, "KEIKAKU_LLM_READING だけ"),
        ({"llm_reading_sure": 2}, "KEIKAKU_LLM_READING_SURE"),
        ({"llm_url": "file:///etc/passwd", "llm_model": "m"}, "http(s)://"),
        ({"llm_url": "http://user:geheim@127.0.0.1/v1", "llm_model": "m"}, "利用者名"),
        ({"llm_url": "http://127.0.0.1:99999/v1", "llm_model": "m"}, "KEIKAKU_LLM_URL"),
        ({"llm_url": "http://127.0.0.1/v1", "llm_model": "m", "llm_key": "two words"}, "KEIKAKU_LLM_KEY"),
        ({"llm_url": "http://127.0.0.1/v1", "llm_model": "m", "llm_timeout": 0}, "KEIKAKU_LLM_TIMEOUT"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(given: dict[str, object], words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(**given)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_token_is_never_shown() -> None:
    secret = "himitsu-no-token-0123456789"
    assert secret not in repr(load_settings(write_token=secret))
    with pytest.raises(SettingsError) as caught:
        load_settings(write_token_sha256=secret)
    assert secret not in str(caught.value)
    with_key = {"llm_url": "http://127.0.0.1/v1", "llm_model": "m"}
    assert secret not in repr(load_settings(**with_key, llm_key=secret))
    for given in ({**with_key, "llm_key": f"{secret} "}, {**with_key, "llm_url": f"http://u:{secret}@host/v1"}):
        with pytest.raises(SettingsError) as caught:
            load_settings(**given)
        assert secret not in str(caught.value)


def test_every_setting_is_described_in_japanese() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description and any(char > "\u3000" for char in field.description), name


def test_importing_reads_no_environment() -> None:
    code = "import service.settings, service.api.app, service.command.main"
    bad = {"KEIKAKU_PORT": "bad", "PATH": "/usr/bin"}
    done = subprocess.run([sys.executable, "-c", code], env=bad, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_prefixes_are_for_a_model_of_ones_own(tmp_path: Path) -> None:
    given = {"embedding_query_prefix": "query: ", "embedding_passage_prefix": "passage: "}
    chosen = model(load_settings(embedding_model=str(tmp_path), embedding_weight=0.25, **given))
    assert (chosen.name, chosen.query, chosen.passage, chosen.weight) == (str(tmp_path), "query: ", "passage: ", 0.25)
    assert model(load_settings()).is_ours
    for name in (None, "ja-ginza-chive-300"):
        with pytest.raises(SettingsError, match="KEIKAKU_EMBEDDING_QUERY_PREFIX"):
            load_settings(embedding_model=name, **given)
