"""Who may do what, written by hand: every route × method × role × own or foreign record.

This table is not made from `permissions.py`; it says what the portal promises. A route that is
missing here fails the suite, and so does a cell that no longer holds.

Cells: `ok` the view does its work (any answer but a refusal), `in` sent to sign in, `no` 403.
All staff belong to Yanhu; "foreign" records belong to Linyi.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from flask import Flask

from portal.runtime import Runtime
from tests.conftest import Staff
from tests.support.client import StrictClient
from tests.support.records import one_of_each

ROLES = ("anonymous", "viewer", "editor", "officer", "publisher", "administrator")
PUBLIC = "ok ok ok ok ok ok"
ALL_STAFF = "in ok ok ok ok ok"
ADMINISTRATORS = "in no no no no ok"
READERS_OWN = "in ok ok ok ok ok"  # listings of the own organisation on the desk
READERS_FOREIGN = "in ok no no ok ok"
WRITERS_OWN = "in no ok no ok ok"
WRITERS_FOREIGN = "in no no no ok ok"
CONTENT_MANAGERS = "in no no no ok ok"
SEARCH_READERS = "in no ok no ok ok"
BRINGERS_OWN = "in no no ok ok ok"
BRINGERS_FOREIGN = "in no no no ok ok"
ANSWERERS_OWN = "in no no ok no ok"
ANSWERERS_FOREIGN = "in no no no no ok"

TABLE = f"""
GET  /                                            {PUBLIC}
GET  /healthz                                     {PUBLIC}
GET  /readyz                                      {PUBLIC}
GET  /metrics                                     {PUBLIC}
GET  /robots.txt                                  {PUBLIC}
GET  /sitemap.xml                                 {PUBLIC}
GET  /static/css/tokens.css                       {PUBLIC}
GET  /media/{{own_picture}}/480.webp                {PUBLIC}
GET  /media/{{document}}                            {PUBLIC}
GET  /media/{{document}}/document.pdf               {PUBLIC}
GET  /r/nowhere                                   {PUBLIC}
GET  /en/                                         {PUBLIC}
GET  /en/spaces/                                  {PUBLIC}
GET  /en/spaces/{{own}}-x                           {PUBLIC}
GET  /en/spaces/{{own}}-x/qr.svg                    {PUBLIC}
GET  /en/search                                   {PUBLIC}
POST /en/search/clicked                           {PUBLIC}
GET  /en/about                                    {PUBLIC}
GET  /en/sitemap                                  {PUBLIC}
GET  /en/feed.xml                                 {PUBLIC}
GET  /en/spaces/feed.xml                          {PUBLIC}
GET  /en/enquiries/new                            {PUBLIC}
POST /en/enquiries/new                            {PUBLIC}
GET  /en/enquiries/track                          {PUBLIC}
POST /en/enquiries/track                          {PUBLIC}
GET  /en/enquiries/{{reference}}                    {PUBLIC}
POST /en/enquiries/{{reference}}                    {PUBLIC}
POST /en/enquiries/{{reference}}/close              {PUBLIC}
POST /en/enquiries/{{reference}}/meet {PUBLIC}
POST /en/enquiries/{{reference}}/rate {PUBLIC}
POST /en/enquiries/{{reference}}/new-link {PUBLIC}
GET  /en/enquiries/{{reference}}/withdraw {PUBLIC}
POST /en/enquiries/{{reference}}/withdraw {PUBLIC}
GET  /en/enquiries/{{reference}}/files/1            {PUBLIC}
GET  /en/enquiries/{{reference}}/listings/1         {PUBLIC}
GET  /api/v1/listings/spaces                      {PUBLIC}
GET  /api/v1/listings/spaces/{{own}}                {PUBLIC}
GET  /api/v1/openapi.json                         {PUBLIC}
GET  /api/v1/search                               {PUBLIC}
GET  /api/v1/suggest                              {PUBLIC}
POST /api/v1/enquiries                            {PUBLIC}
GET  /staff/sign-in                               {PUBLIC}
POST /staff/sign-in                               {PUBLIC}
POST /staff/sign-out                              {PUBLIC}
GET  /staff/forgotten                             {PUBLIC}
POST /staff/forgotten                             {PUBLIC}
GET  /staff/forgotten/sent                        {PUBLIC}
GET  /staff/join/1-x                              {PUBLIC}
POST /staff/join/1-x                              {PUBLIC}
GET  /staff/reset/1-x                             {PUBLIC}
POST /staff/reset/1-x                             {PUBLIC}
GET  /staff/                                      {ALL_STAFF}
GET  /staff/account/                              {ALL_STAFF}
POST /staff/account/details                       {ALL_STAFF}
POST /staff/account/password                      {ALL_STAFF}
POST /staff/account/sessions/1/end                {ALL_STAFF}
GET  /staff/audit/                                {ADMINISTRATORS}
GET  /staff/people/                               {ADMINISTRATORS}
GET  /staff/people/invite                         {ADMINISTRATORS}
POST /staff/people/invite                         {ADMINISTRATORS}
GET  /staff/people/{{person}}                       {ADMINISTRATORS}
POST /staff/people/{{person}}                       {ADMINISTRATORS}
POST /staff/people/{{person}}/invitation            {ADMINISTRATORS}
GET  /staff/organisations/                        {ADMINISTRATORS}
GET  /staff/organisations/new                     {ADMINISTRATORS}
POST /staff/organisations/new                     {ADMINISTRATORS}
GET  /staff/organisations/{{organisation}}          {ADMINISTRATORS}
POST /staff/organisations/{{organisation}}          {ADMINISTRATORS}
GET  /staff/organisations/{{organisation}}/wechat   {ADMINISTRATORS}
POST /staff/organisations/{{organisation}}/wechat   {ADMINISTRATORS}
POST /staff/organisations/{{organisation}}/wechat/remove {ADMINISTRATORS}
GET  /staff/duties/{{organisation}}                 {ADMINISTRATORS}
POST /staff/duties/{{organisation}}                 {ADMINISTRATORS}
POST /staff/duties/{{organisation}}/teams           {ADMINISTRATORS}
POST /staff/duties/teams/{{team}}                   {ADMINISTRATORS}
POST /staff/duties/teams/{{team}}/deactivate        {ADMINISTRATORS}
GET  /staff/absences/                             {ANSWERERS_OWN}
POST /staff/absences/                             {ANSWERERS_OWN}
GET  /staff/absences/?person={{person}}             {ANSWERERS_FOREIGN}
POST /staff/absences/?person={{person}}             {ANSWERERS_FOREIGN}
POST /staff/absences/{{absence}}/remove             {ANSWERERS_FOREIGN}
GET  /staff/standards/                          {ADMINISTRATORS}
POST /staff/standards/hall                      {ADMINISTRATORS}
POST /staff/standards/days                      {ADMINISTRATORS}
POST /staff/standards/days/2027-02-06/remove    {ADMINISTRATORS}
GET  /staff/rules/                                {ADMINISTRATORS}
GET  /staff/rules/new                             {ADMINISTRATORS}
POST /staff/rules/new                             {ADMINISTRATORS}
GET  /staff/rules/{{rule}}                          {ADMINISTRATORS}
POST /staff/rules/{{rule}}                          {ADMINISTRATORS}
POST /staff/rules/{{rule}}/move                     {ADMINISTRATORS}
POST /staff/rules/{{rule}}/delete                   {ADMINISTRATORS}
GET  /staff/notifications/                        {ALL_STAFF}
POST /staff/notifications/read                    {ALL_STAFF}
POST /staff/notifications/1                       {ALL_STAFF}
GET  /staff/notifications/choices                 {ALL_STAFF}
POST /staff/notifications/choices                 {ALL_STAFF}
GET  /staff/robots/                               {ADMINISTRATORS}
GET  /staff/robots/new                            {ADMINISTRATORS}
POST /staff/robots/new                            {ADMINISTRATORS}
GET  /staff/robots/1                              {ADMINISTRATORS}
POST /staff/robots/1                              {ADMINISTRATORS}
POST /staff/robots/1/test                         {ADMINISTRATORS}
POST /staff/robots/1/remove                       {ADMINISTRATORS}
GET  /staff/enquiries/                            {ANSWERERS_OWN}
GET  /staff/enquiries/{{own_enquiry}}               {ANSWERERS_OWN}
GET  /staff/enquiries/{{foreign_enquiry}}           {ANSWERERS_FOREIGN}
GET  /staff/enquiries/{{own_enquiry}}/files/1       {ANSWERERS_OWN}
GET  /staff/enquiries/{{foreign_enquiry}}/files/1   {ANSWERERS_FOREIGN}
GET  /staff/figures/                              in ok no ok ok ok
GET  /staff/figures/figures.csv                   in ok no ok ok ok
POST /staff/enquiries/{{own_enquiry}}/contact       {ANSWERERS_OWN}
POST /staff/enquiries/{{foreign_enquiry}}/contact   {ANSWERERS_FOREIGN}
POST /staff/enquiries/{{own_enquiry}}/answer        {ANSWERERS_OWN}
POST /staff/enquiries/{{foreign_enquiry}}/answer    {ANSWERERS_FOREIGN}
POST /staff/enquiries/{{own_enquiry}}/accept        {ANSWERERS_OWN}
POST /staff/enquiries/{{foreign_enquiry}}/accept    {ANSWERERS_FOREIGN}
POST /staff/enquiries/{{own_enquiry}}/decline       {ANSWERERS_OWN}
POST /staff/enquiries/{{foreign_enquiry}}/decline   {ANSWERERS_FOREIGN}
POST /staff/enquiries/{{own_enquiry}}/note          {ANSWERERS_OWN}
POST /staff/enquiries/{{foreign_enquiry}}/note      {ANSWERERS_FOREIGN}
POST /staff/enquiries/{{own_enquiry}}/hand-over     {ANSWERERS_OWN}
POST /staff/enquiries/{{foreign_enquiry}}/hand-over {ANSWERERS_FOREIGN}
POST /staff/enquiries/{{own_enquiry}}/close         {ANSWERERS_OWN}
POST /staff/enquiries/{{foreign_enquiry}}/close     {ANSWERERS_FOREIGN}
GET  /staff/saved-answers/                        {ANSWERERS_OWN}
GET  /staff/saved-answers/new                     {ANSWERERS_OWN}
POST /staff/saved-answers/new                     {ANSWERERS_OWN}
GET  /staff/saved-answers/{{own_answer}}            {ANSWERERS_OWN}
POST /staff/saved-answers/{{own_answer}}            {ANSWERERS_OWN}
POST /staff/saved-answers/{{own_answer}}/remove     {ANSWERERS_OWN}
GET  /staff/saved-answers/{{foreign_answer}}        {ANSWERERS_FOREIGN}
POST /staff/saved-answers/{{foreign_answer}}        {ANSWERERS_FOREIGN}
POST /staff/saved-answers/{{foreign_answer}}/remove {ANSWERERS_FOREIGN}
GET  /staff/saved-answers/{{all_answer}}            {ANSWERERS_FOREIGN}
POST /staff/saved-answers/{{all_answer}}            {ANSWERERS_FOREIGN}
POST /staff/saved-answers/{{all_answer}}/remove     {ANSWERERS_FOREIGN}
GET  /staff/talks/{{own_enquiry}} {ANSWERERS_OWN}
POST /staff/talks/{{own_enquiry}} {ANSWERERS_OWN}
POST /staff/talks/{{own_enquiry}}/new-link {ANSWERERS_OWN}
GET  /staff/talks/{{foreign_enquiry}} {ANSWERERS_FOREIGN}
POST /staff/talks/{{foreign_enquiry}} {ANSWERERS_FOREIGN}
POST /staff/talks/{{foreign_enquiry}}/new-link {ANSWERERS_FOREIGN}
GET  /staff/listings/spaces/                      {ALL_STAFF}
GET  /staff/listings/spaces/new                   {WRITERS_OWN}
POST /staff/listings/spaces/new                   {WRITERS_OWN}
GET  /staff/listings/{{own}}                        {WRITERS_OWN}
GET  /staff/listings/{{foreign}}                    {WRITERS_FOREIGN}
POST /staff/listings/{{own}}                        {WRITERS_OWN}
POST /staff/listings/{{foreign}}                    {WRITERS_FOREIGN}
GET  /staff/listings/{{own_draft}}                  {WRITERS_OWN}
GET  /staff/listings/{{foreign_draft}}              {WRITERS_FOREIGN}
POST /staff/listings/{{own_draft}}                  {WRITERS_OWN}
POST /staff/listings/{{foreign_draft}}              {WRITERS_FOREIGN}
GET  /staff/listings/{{own}}/history                {READERS_OWN}
GET  /staff/listings/{{foreign}}/history            {READERS_FOREIGN}
GET  /staff/listings/{{own_draft}}/preview          {READERS_OWN}
GET  /staff/listings/{{foreign_draft}}/preview      {READERS_FOREIGN}
POST /staff/listings/{{own_draft}}/discard          {WRITERS_OWN}
POST /staff/listings/{{foreign_draft}}/discard      {WRITERS_FOREIGN}
POST /staff/listings/{{own}}/publish                {WRITERS_OWN}
POST /staff/listings/{{foreign}}/publish            {WRITERS_FOREIGN}
GET  /staff/listings/{{own}}/withdraw               {WRITERS_OWN}
GET  /staff/listings/{{foreign}}/withdraw           {WRITERS_FOREIGN}
POST /staff/listings/{{own}}/withdraw               {WRITERS_OWN}
POST /staff/listings/{{foreign}}/withdraw           {WRITERS_FOREIGN}
POST /staff/markdown                              {WRITERS_OWN}
POST /staff/paste                                 {WRITERS_OWN}
GET  /staff/media/                                {WRITERS_OWN}
POST /staff/media/                                {WRITERS_OWN}
GET  /staff/media/{{own_picture}}                   {WRITERS_OWN}
GET  /staff/media/{{foreign_picture}}               {WRITERS_FOREIGN}
POST /staff/media/{{own_picture}}                   {WRITERS_OWN}
POST /staff/media/{{foreign_picture}}               {WRITERS_FOREIGN}
GET  /staff/search/                               {SEARCH_READERS}
GET  /staff/search/why                            {SEARCH_READERS}
GET  /staff/search/synonyms/                      {SEARCH_READERS}
GET  /staff/search/synonyms/new                   {CONTENT_MANAGERS}
POST /staff/search/synonyms/new                   {CONTENT_MANAGERS}
GET  /staff/search/synonyms/{{synonyms}}            {CONTENT_MANAGERS}
POST /staff/search/synonyms/{{synonyms}}            {CONTENT_MANAGERS}
POST /staff/search/synonyms/{{synonyms}}/remove     {CONTENT_MANAGERS}
GET  /staff/search/words/                         {SEARCH_READERS}
GET  /staff/search/words/new                      {CONTENT_MANAGERS}
POST /staff/search/words/new                      {CONTENT_MANAGERS}
GET  /staff/search/words/{{word}}                   {CONTENT_MANAGERS}
POST /staff/search/words/{{word}}                   {CONTENT_MANAGERS}
POST /staff/search/words/{{word}}/remove            {CONTENT_MANAGERS}
GET  /staff/search/pins/                          {SEARCH_READERS}
GET  /staff/search/pins/new                       {CONTENT_MANAGERS}
POST /staff/search/pins/new                       {CONTENT_MANAGERS}
GET  /staff/search/pins/{{pin}}                     {CONTENT_MANAGERS}
POST /staff/search/pins/{{pin}}                     {CONTENT_MANAGERS}
POST /staff/search/pins/{{pin}}/remove              {CONTENT_MANAGERS}
GET  /staff/search/judged/                        {CONTENT_MANAGERS}
GET  /staff/search/judged/question                {CONTENT_MANAGERS}
POST /staff/search/judged/question                {CONTENT_MANAGERS}
POST /en/enquiries/new/forget-origin                   {PUBLIC}
GET  /staff/origins/                                   {BRINGERS_OWN}
GET  /staff/origins/new                                {BRINGERS_OWN}
POST /staff/origins/new                                {BRINGERS_OWN}
POST /staff/origins/mine                               {BRINGERS_OWN}
POST /staff/origins/office                             {BRINGERS_OWN}
GET  /staff/origins/{{own_origin}}                     {BRINGERS_OWN}
POST /staff/origins/{{own_origin}}                     {BRINGERS_OWN}
POST /staff/origins/{{own_origin}}/retire              {BRINGERS_OWN}
POST /staff/origins/{{own_origin}}/revive              {BRINGERS_OWN}
GET  /staff/origins/{{own_origin}}/qr.svg              {BRINGERS_OWN}
GET  /staff/origins/{{own_origin}}/cards.pdf           {BRINGERS_OWN}
GET  /staff/origins/{{foreign_origin}}                 {BRINGERS_FOREIGN}
POST /staff/origins/{{foreign_origin}}                 {BRINGERS_FOREIGN}
POST /staff/origins/{{foreign_origin}}/retire          {BRINGERS_FOREIGN}
POST /staff/origins/{{foreign_origin}}/revive          {BRINGERS_FOREIGN}
GET  /staff/origins/{{foreign_origin}}/qr.svg          {BRINGERS_FOREIGN}
GET  /staff/origins/{{foreign_origin}}/cards.pdf       {BRINGERS_FOREIGN}
GET  /staff/leads/                                     {ANSWERERS_OWN}
GET  /staff/leads/new                                  {ANSWERERS_OWN}
POST /staff/leads/new                                  {ANSWERERS_OWN}
GET  /staff/leads/{{own_lead}}                         {ANSWERERS_OWN}
GET  /staff/leads/{{own_lead}}/change                  {ANSWERERS_OWN}
POST /staff/leads/{{own_lead}}/change                  {ANSWERERS_OWN}
POST /staff/leads/{{own_lead}}/progress                {ANSWERERS_OWN}
POST /staff/leads/of-enquiry/{{own_enquiry}}           {ANSWERERS_OWN}
GET  /staff/leads/{{foreign_lead}}                     {ANSWERERS_FOREIGN}
GET  /staff/leads/{{foreign_lead}}/change              {ANSWERERS_FOREIGN}
POST /staff/leads/{{foreign_lead}}/change              {ANSWERERS_FOREIGN}
POST /staff/leads/{{foreign_lead}}/progress            {ANSWERERS_FOREIGN}
POST /staff/leads/of-enquiry/{{foreign_enquiry}}       {ANSWERERS_FOREIGN}
GET  /staff/held/                                 {ANSWERERS_OWN}
POST /staff/held/{{own_enquiry}}/release              {ANSWERERS_OWN}
POST /staff/held/{{foreign_enquiry}}/release          {ANSWERERS_FOREIGN}
POST /staff/held/{{own_enquiry}}/refuse               {ANSWERERS_OWN}
POST /staff/held/{{foreign_enquiry}}/refuse           {ANSWERERS_FOREIGN}
GET  /staff/privacy/                              {ADMINISTRATORS}
POST /staff/privacy/                              {ADMINISTRATORS}
POST /staff/privacy/copy                          {ADMINISTRATORS}
POST /staff/privacy/erase                         {ADMINISTRATORS}
GET  /staff/exchange/                             {CONTENT_MANAGERS}
GET  /staff/exchange/spaces.csv                   {CONTENT_MANAGERS}
POST /staff/exchange/check                        {CONTENT_MANAGERS}
POST /staff/exchange/import                       {CONTENT_MANAGERS}
"""


BEACONS = ("/en/search/clicked",)  # carry no token: the browser says which site sent them
LEAVING = ("/staff/sign-out", "/staff/account/sessions/1/end", "/staff/people/{person}")


@dataclass(frozen=True)
class Row:
    method: str
    path: str
    cells: tuple[str, ...]


def rows() -> list[Row]:
    found = []
    for line in TABLE.strip().splitlines():
        method, path, *cells = line.split()
        assert len(cells) == len(ROLES), line
        found.append(Row(method, path, tuple(cells)))
    return found


@pytest.fixture
def records(portal: Runtime) -> dict[str, int | str]:
    """One record of each kind, owned by Yanhu or (foreign) by Linyi."""
    with portal.database.write() as session:
        return one_of_each(session, portal)


@pytest.mark.parametrize("role", ROLES)
def test_every_cell_holds(
    app: Flask, staff: Staff, records: dict[str, int | str], role: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False  # that every form asks for a token is tested below
    wrong = []
    client = _client(app, staff, role)
    for row in rows():
        cell = row.cells[ROLES.index(role)]
        answer = client.open(
            row.path.format(**records), method=row.method, data={} if row.method == "POST" else None
        )
        assert answer.status_code < 500 or row.path == "/readyz", row
        told = _told(answer.status_code, answer.headers.get("Location", ""))
        if row.path in LEAVING:
            client = _client(app, staff, role)
        if told != cell:
            wrong.append(f"{row.method} {row.path}: {told} ({answer.status_code}), promised {cell}")
    assert wrong == []


def test_no_route_is_missing_from_the_table(app: Flask, records: dict[str, int | str]) -> None:
    adapter = app.url_map.bind("localhost")
    listed = set()
    for row in rows():
        path = row.path.format(**records).split("?")[0]
        endpoint, _ = adapter.match(path, method=row.method)
        listed.add((row.method, endpoint))
    routes = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes - listed == set()


def test_every_route_declares_who_may_use_it(app: Flask) -> None:
    undeclared = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        and getattr(app.view_functions[rule.endpoint], "access", None) is None
    ]
    assert undeclared == []


def test_every_form_asks_for_a_token(
    app: Flask, staff: Staff, records: dict[str, int | str]
) -> None:
    """All POSTs are refused without one, whoever sends them, but the API's JSON and the beacon."""
    client = staff("administrator", "yanhu")
    for row in rows():
        if row.method == "POST" and not row.path.startswith("/api/") and row.path not in BEACONS:
            answer = client.post(row.path.format(**records), data={"name": "kept"})
            assert answer.status_code == 400, row.path
            assert "kept" in answer.text, "what was typed is kept"


def _client(app: Flask, staff: Staff, role: str) -> StrictClient:
    if role != "anonymous":
        return staff(role, "yanhu")
    made = app.test_client()
    assert isinstance(made, StrictClient)
    return made


def _told(status: int, location: str) -> str:
    if status == 403:
        return "no"
    return "in" if status == 303 and re.match(r"/staff/sign-in\?", location) else "ok"
