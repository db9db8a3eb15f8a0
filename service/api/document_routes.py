"""``/api/documents`` and ``/api/jobs``: what was read; reading more and taking out again (with the token)."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path, PurePosixPath
from typing import Annotated

from fastapi import APIRouter, Depends, File, Request, UploadFile
from starlette.responses import Response

from service.api import models
from service.api.route_dependencies import CurrentDep, Limit, Offset, SettingsDep, json, writer
from service.current.ingest_jobs import Job, Jobs
from service.errors import Invalid, NotFound, TooLarge
from service.settings import Settings
from service.views.holdings import documents

router = APIRouter(tags=["文書"])
_CHUNK = 1024 * 1024


def jobs(request: Request) -> Jobs:
    """Return the queue of uploads."""
    held: Jobs = request.app.state.jobs
    return held


JobsDep = Annotated[Jobs, Depends(jobs)]


@router.get("/api/documents", summary="取り込まれた文書の一覧", response_model=models.DocumentList)
def listed(current: CurrentDep, limit: Limit = 100, offset: Offset = 0) -> Response:
    """今の版に入っている文書を名前の順に返します。"""
    found = current.view("documents", documents)
    return json({"total": len(found), "items": found[offset : offset + limit]})


@router.post(
    "/api/documents",
    summary="文書を取り込む",
    status_code=202,
    response_model=models.JobModel,
    dependencies=[Depends(writer)],
)
def upload(
    known: SettingsDep,
    queue: JobsDep,
    files: Annotated[list[UploadFile], File(description="文書のファイル（複数可）。")],
) -> Response:
    """ファイルを受け取り、取込みの番号（job）を返します。進み具合は /api/jobs/{id} で見られます。

    `Authorization: Bearer …` が要ります。同じ名前の文書は新しい内容に替わります。
    """
    folder = Path(tempfile.mkdtemp(prefix="keikaku-upload-"))
    try:
        paths = [_store(file, folder, known) for file in files]
    except Exception:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return _accepted(queue.submit("ingest", *map(str, paths), after=lambda: shutil.rmtree(folder, ignore_errors=True)))


@router.delete(
    "/api/documents/{id}",
    summary="文書を取り除く",
    status_code=202,
    response_model=models.JobModel,
    dependencies=[Depends(writer)],
)
def removed(id: str, current: CurrentDep, queue: JobsDep) -> Response:
    """文書とその文書だけが述べていることを除いた版を作り、その番号（job）を返します。id は一覧の id か name です。

    `Authorization: Bearer …` が要ります。最後の1件を取り除くと、文書のない版になります。
    """
    held = current.view("documents", documents)
    found = next((item["name"] for item in held if id in (item["name"], item["id"])), None)
    if found is None:
        raise NotFound(f"文書「{id}」はありません。/api/documents で名前を確かめてください。")
    return _accepted(queue.submit("remove", found))


@router.get("/api/jobs/{id}", summary="取込みの進み具合", response_model=models.JobModel)
def progress(id: str, queue: JobsDep) -> Response:
    """取込み・取除きの状態（waiting・running・done・failed）と、取り込めなかったファイルの理由を返します。"""
    job = queue.get(id)
    if job is None:
        raise NotFound(f"取込み「{id}」はありません。番号を確かめてください。")
    return json(job.to_json())


def _accepted(job: Job) -> Response:
    """Return 202 with the job and the address where its progress is."""
    response = json(job.to_json())
    response.status_code = 202
    response.headers["Location"] = f"/api/jobs/{job.id}"
    return response


def _store(file: UploadFile, folder: Path, known: Settings) -> Path:
    """Write one uploaded file into the folder under its own name; raises Invalid, TooLarge."""
    name = PurePosixPath((file.filename or "").replace("\\", "/")).name
    if not name or name.startswith(".") or any(ord(char) < 32 for char in name):
        raise Invalid("files：ファイル名のあるファイルを送ってください。")
    path = folder / name
    if path.exists():
        raise Invalid(f"files：「{name}」という名前のファイルが2つあります。")
    size = 0
    with path.open("wb") as out:
        while chunk := file.file.read(_CHUNK):
            size += len(chunk)
            if size > known.max_file_bytes:
                raise TooLarge(f"「{name}」は{known.max_file_mb}MBを超えています。小さく分けてください。")
            out.write(chunk)
    return path
