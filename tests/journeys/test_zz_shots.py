import pytest, os, re
from django.urls import reverse
from playwright.sync_api import Page
from tests.journeys.conftest import *
from tests.world import *
OUT="/tmp/devshots/"
@pytest.fixture
def browser_context_args(browser_context_args):
    return browser_context_args
def shot(browser, url, name, cookies=None, acts=None):
    for w,h,wn in ((1280,860,"wide"),(375,760,"narrow")):
        for scheme in ("light","dark"):
            ctx=browser.new_context(viewport={"width":w,"height":h},color_scheme=scheme, has_touch=(w<500), is_mobile=(w<500))
            if cookies: ctx.add_cookies(cookies)
            p=ctx.new_page(); logs=[]
            p.on("console", lambda m: logs.append(m.text))
            p.goto(url)
            if acts: acts(p)
            p.wait_for_load_state("networkidle")
            p.screenshot(path=f"{OUT}{name}-{wn}-{scheme}.png", full_page=True)
            sw=p.evaluate("document.documentElement.scrollWidth")
            if sw>w: print("OVERFLOW",name,wn,sw)
            if logs: print(name, logs[:3])
            ctx.close()
def test_shots(committed_world, live_server, browser, settings, client, deliver):
    settings.DEMO=True
    u=live_server.url
    only=os.environ.get("ONLY","")
    def s(name,path,*a,**k):
        if re.search(only,name): shot(browser,u+path,name,*a,**k)
    s("login","/accounts/login/")
    def bad(p):
        p.get_by_label("E-mail address").fill("x@y.example"); p.get_by_label("Password").fill("nope"); p.get_by_role("button",name="Log in").click()
    s("login-bad","/accounts/login/",acts=bad)
    s("signup","/accounts/signup/?next=/organizations/new")
    s("signup-bad","/accounts/signup/",acts=lambda p:(p.get_by_label("Your name").fill("www.evil.example/x"),p.get_by_role("button",name="Create the account").click()))
    s("reset","/accounts/password/reset/")
    s("reset-done","/accounts/password/reset/done/")
    s("reset-bad","/accounts/password/reset/key/abc-def/")
    s("reset-key-done","/accounts/password/reset/key/done/")
    s("inactive","/accounts/inactive/")
    n=[0]
    def up(p):
        n[0]+=1
        p.get_by_label("Your name").fill("Zoe"); p.get_by_label("E-mail address").fill(f"zoe{n[0]}@new.example"); p.get_by_label("Password", exact=True).fill("a long walk home"); p.get_by_role("button",name="Create the account").click(); p.wait_for_selector("text=Confirm your")
    def upbad(p):
        up(p); p.get_by_label("Code").fill("XX"); p.get_by_role("button",name="Confirm").click(); p.get_by_text("Use another").click()
    s("code","/accounts/signup/",acts=up)
    from django.core.cache import cache; cache.clear()
    s("code-bad","/accounts/signup/",acts=upbad)
    s("conditions","/conditions/")
    s("nothing","/nothing/")
    client.force_login(committed_world.olga)
    client.post("/accounts/login/", {"login":"olga@people.example","password":PASSWORD})
    c=[{"name":"session","value":client.cookies["session"].value,"url":u}]
    s("settings","/settings/",c)
    s("settings-bad","/settings/",c,acts=lambda p:(p.get_by_label("Your name").fill(""),p.get_by_role("button",name="Save").click()))
    s("email","/accounts/email/",c)
    s("password","/accounts/password/change/",c)
    s("sessions","/accounts/sessions/",c)
    s("logout","/accounts/logout/",c)
    s("reauth","/accounts/reauthenticate/",c)
    s("orgnew","/organizations/new",c)
    s("orgnew-next","/organizations/new?next=/t/x",c)
    s("orgedit",f"/organizations/{committed_world.ours.public_id}/",c)
    s("err404","/nothing/",c)
    s("err429","/boom/",c)
