"""Language of the request being answered: ``?lang=``, else the cookie, else Chinese."""

from flask import Flask, Response, has_request_context, request

from dashboards.i18n.catalogue import DEFAULT_LANG, LANGS

COOKIE = "huzhu_lang"
YEAR_S = 365 * 24 * 3600


def current_lang() -> str:
    """``"zh"`` or ``"en"`` for the request being answered; Chinese outside a request."""
    if not has_request_context():
        return DEFAULT_LANG
    for wanted in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wanted in LANGS:
            return str(wanted)
    return DEFAULT_LANG


def keep_language(server: Flask) -> None:
    """Remember the language asked for by ``?lang=`` in a cookie for a year."""

    @server.after_request
    def remember(response: Response) -> Response:
        wanted = request.args.get("lang")
        if wanted in LANGS and wanted != request.cookies.get(COOKIE):
            response.set_cookie(COOKIE, wanted, max_age=YEAR_S, samesite="Lax", httponly=True)
        return response
