"""``POST /api/ask``: a question in Japanese."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from service.api import models
from service.api.route_dependencies import CurrentDep, SettingsDep, json
from service.errors import Invalid

router = APIRouter(tags=["質問"])


@router.post("/api/ask", summary="日本語で質問する", response_model=models.AnswerModel)
def ask(body: models.Question, current: CurrentDep, settings: SettingsDep) -> Response:
    """質問に、根拠となる文書の引用と、実行したSPARQLを添えて答えます。

    同じ session で続けて送ると、前の答えを踏まえて読みます（「それの担当課は？」など）。
    知らない session は新しい会話になります。

    understood は質問から読み取ったことです。その alternatives の question は、それだけで読める質問なので、
    session を付けずに（または新しい session で）送ります。
    """
    question = body.question.strip()
    if not question:
        raise Invalid("question：質問を入れてください。")
    if len(question) > settings.question_characters:
        raise Invalid(f"question：{settings.question_characters}文字以内で指定してください。")
    understood = current.chips(question, body.session)
    answer = current.ask(question, body.session).to_json()
    return json({**answer, "understood": [chip.to_json() for chip in understood]})
