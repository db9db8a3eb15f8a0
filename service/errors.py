"""What can go wrong in the service, each with its HTTP status, a stable code and a Japanese sentence.

ServiceError                 500 internal
├── SettingsError            500 settings             the settings contradict each other; the service does not start
├── BadRequest               400 bad-request          the request does not follow the protocol
│   ├── QuerySyntax          400 sparql-syntax        the query is not SPARQL 1.1
│   └── QueryRefused         400 sparql-refused       the query would reach outside (SERVICE) or names an unknown graph
├── Unauthorized             401 unauthorized         the token is missing or wrong
├── WritingOff               403 writing-off          no token is set, so that nothing may be written over HTTP
├── WriteOutside             403 write-outside        only a curator's graphs may be written
├── NotFound                 404 not-found            no such thing, query, document, job or page
├── MethodNotAllowed         405 method-not-allowed
├── NotAcceptable            406 not-acceptable       no format that the client accepts
├── TooSlow                  408 too-slow             the request did not arrive in time
├── TooLarge                 413 too-large            the body is over the limit
│   ├── UrlTooLong           414 url-too-long         the address is over the limit; a query may come by POST
│   └── HeadersTooLarge      431 headers-too-large    the header fields are over the limit
├── UnsupportedMediaType     415 unsupported-media-type
├── Invalid                  422 invalid-parameter    a parameter is missing or outside its range
├── RateLimited              429 rate-limited         this client has asked too often; ask again later
├── NotReady                 503 not-ready            the revision is still being opened; ask again
│   ├── NoData               503 no-data              nothing has been ingested yet
│   └── Busy                 503 busy                 all workers are at work
├── QueryOverLimit           503 query-over-limit     a query needs more time or memory than it may have
│   └── ResultTooLarge       422 result-too-large     its result has more rows or bytes than it may have
└── Refused                  502 refused              a service that was asked for an assistant gave no answer
"""

from __future__ import annotations

from typing import Any, ClassVar


class ServiceError(Exception):
    """The service itself failed; also the root of the tree."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "内部エラー"
    default: ClassVar[str] = "処理中に問題が起きました。時間をおいてもう一度お試しください。"

    def __init__(self, detail: str | None = None, **extra: Any) -> None:
        self.detail = detail or self.default
        self.extra = extra
        super().__init__(self.detail)

    @property
    def headers(self) -> dict[str, str]:
        """HTTP headers that go with the error."""
        return {}


class SettingsError(ServiceError):
    """The settings cannot be used."""

    code = "settings"
    title = "設定の誤り"
    default = "設定を確かめてください。"


class BadRequest(ServiceError):
    """The request does not follow the protocol."""

    status = 400
    code = "bad-request"
    title = "要求の誤り"
    default = "要求の形が正しくありません。"


class QuerySyntax(BadRequest):
    """The query is not SPARQL 1.1."""

    code = "sparql-syntax"
    title = "SPARQLの文法の誤り"
    default = "SPARQLとして読めません。"


class QueryRefused(BadRequest):
    """The query would leave this machine or this dataset."""

    code = "sparql-refused"
    title = "受け付けない問合せ"
    default = "この問合せは受け付けません。"


class Unauthorized(ServiceError):
    """The token is missing or wrong."""

    status = 401
    code = "unauthorized"
    title = "認証が必要"
    default = "書き込みにはトークンが必要です。「Authorization: Bearer …」に正しいトークンを付けてください。"

    @property
    def headers(self) -> dict[str, str]:
        """The challenge of RFC 6750."""
        return {"WWW-Authenticate": 'Bearer realm="keikaku"'}


class WritingOff(ServiceError):
    """No token is set: nothing may be written over HTTP."""

    status = 403
    code = "writing-off"
    title = "書き込みは無効"
    default = "HTTPからの書き込みは無効です。KEIKAKU_WRITE_TOKEN を設定してから起動してください。"


class WriteOutside(ServiceError):
    """Only a curator's graphs may be written."""

    status = 403
    code = "write-outside"
    title = "書き込めないグラフ"
    default = "書き込めるのは訂正のグラフだけです。"


class NotFound(ServiceError):
    """No such thing."""

    status = 404
    code = "not-found"
    title = "見つかりません"
    default = "このアドレスには何もありません。アドレスを確かめてください。"


class MethodNotAllowed(ServiceError):
    """The address exists, but not for this method. allow: the methods that it has, as the header of RFC 9110."""

    status = 405
    code = "method-not-allowed"
    title = "使えないメソッド"
    default = "このアドレスではそのメソッドは使えません。"

    def __init__(self, detail: str | None = None, *, allow: str = "") -> None:
        super().__init__(detail)
        self.allow = allow

    @property
    def headers(self) -> dict[str, str]:
        """The methods that may be used."""
        return {"Allow": self.allow} if self.allow else {}


class NotAcceptable(ServiceError):
    """No format that the client accepts."""

    status = 406
    code = "not-acceptable"
    title = "返せる形式がありません"
    default = "Acceptに書かれた形式では返せません。"


class TooLarge(ServiceError):
    """The body is over the limit."""

    status = 413
    code = "too-large"
    title = "大きすぎます"
    default = "送られた内容が上限を超えています。"


class UrlTooLong(TooLarge):
    """The address is over the limit."""

    status = 414
    code = "url-too-long"
    title = "アドレスが長すぎます"
    default = "アドレスが長すぎます。長い問合せはPOSTで送ってください。"


class HeadersTooLarge(TooLarge):
    """The header fields are over the limit."""

    status = 431
    code = "headers-too-large"
    title = "ヘッダーが大きすぎます"
    default = "要求のヘッダーが大きすぎます。Cookieなどを減らしてください。"


class TooSlow(ServiceError):
    """The request did not arrive in time."""

    status = 408
    code = "too-slow"
    title = "受信の時間切れ"
    default = "要求が時間内に届きませんでした。もう一度お送りください。"


class UnsupportedMediaType(ServiceError):
    """The body is of a media type that is not read here."""

    status = 415
    code = "unsupported-media-type"
    title = "読めない形式"
    default = "Content-Typeがこのアドレスでは読めない形式です。"


class Invalid(ServiceError):
    """A parameter is missing or outside its range."""

    status = 422
    code = "invalid-parameter"
    title = "パラメーターの誤り"
    default = "パラメーターを確かめてください。"


class RateLimited(ServiceError):
    """This client has asked too often. retry_after: seconds until it may ask again."""

    status = 429
    code = "rate-limited"
    title = "要求が多すぎます"
    default = "同じ相手からの要求が多すぎます。Retry-Afterの秒数をおいてもう一度お試しください。"

    def __init__(self, detail: str | None = None, *, retry_after: int = 1, **extra: Any) -> None:
        self.retry_after = retry_after
        super().__init__(detail, **extra)

    @property
    def headers(self) -> dict[str, str]:
        """When to come again."""
        return {"Retry-After": str(self.retry_after)}


class NotReady(ServiceError):
    """The revision is still being opened."""

    status = 503
    code = "not-ready"
    title = "準備中"
    default = "準備中です。数秒おいてもう一度お試しください。"
    retry_after: ClassVar[int] = 2

    @property
    def headers(self) -> dict[str, str]:
        """When to come again."""
        return {"Retry-After": str(self.retry_after)}


class NoData(NotReady):
    """Nothing has been ingested yet."""

    code = "no-data"
    title = "データがありません"
    default = "データがまだありません。「keikaku ingest ファイル…」で文書を取り込んでください。"
    retry_after = 10


class Busy(NotReady):
    """All workers are at work."""

    code = "busy"
    title = "混雑中"
    default = "問合せが混み合っています。数秒おいてもう一度お試しください。"


class QueryOverLimit(ServiceError):
    """A query needs more time or memory than it may have; its problem names the ``limit`` and gives a ``hint``."""

    status = 503
    code = "query-over-limit"
    title = "問合せの上限"
    default = "問合せが時間内に終わりませんでした。条件を絞るか、LIMITを付けてください。"


class ResultTooLarge(QueryOverLimit):
    """The result of a query has more rows or bytes than it may have."""

    status = 422
    code = "result-too-large"
    title = "結果の上限"
    default = "結果が大きすぎます。LIMITを付けてください。"


class Refused(ServiceError):
    """A service that was asked for an assistant gave no answer; its reason is the detail."""

    status = 502
    code = "refused"
    title = "答えられません"
    default = "サービスが答えを返しませんでした。動いているか確かめてください。"
