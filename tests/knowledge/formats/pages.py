"""Web pages as several kinds of site write them; all made up."""

# ruff: noqa: E501  (markup has the lines that sites give it)

HERALD = """<!doctype html><html lang="en"><head><title>Truce talks stall - Northgate Herald</title>
<meta property="og:title" content="Truce talks stall"><meta property="og:site_name" content="Northgate Herald">
<meta property="article:published_time" content="2025-03-04T08:00:00Z"><link rel="canonical" href="https://herald.example/t"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<div class="cookie-banner">We use cookies. Accept all</div>
<article>
<h1>Truce talks stall</h1><p class=byline>By Jane Doe</p>
<p>The talks in Cairo stalled on Monday, officials said. Both sides blamed each other for it.</p>
<h2>What the sides want</h2><p>The first side wants a longer pause, which mediators support. It also wants more aid.</p>

<ul><li>A pause of six weeks</li>
<li>Aid for the north<ul><li>nested point here</li></ul></li></ul>
<table><tr><th>Camp</th><th>Litres</th></tr>
<tr><td>North</td><td>9</td></tr></table>
<blockquote>We will not accept it, said the minister in a statement.</blockquote>
<aside class="related"><h3>Related</h3>
<ul><li><a href="/x">Another story about oil</a></li></ul></aside>
</article><footer>© 2025 Northgate Herald. All rights reserved. 
<a href=/privacy>Privacy</a></footer></body></html>
"""

STORIES = (
    ("Truce talks stall in Cairo", "The talks in Cairo stalled on Monday, officials said.", "2025-03-04"),
    ("Water runs short in the north", "The northern camps receive nine litres of water a person a day.", "2024-11-30"),
    ("Pont détruit à Lomar", "Le pont de Lomar a été détruit par la crue de dimanche dernier.", "2025-01-02"),
)
BOILERPLATE = ("Home page", "accept all cookies", "More stories like this", "All rights reserved", "trackVisitor")
_TAIL = "Mediators hope that both sides will return within a week, a spokesman told reporters at the border post."
_MENU = "<nav><ul><li><a href='/'>Home page</a></li><li><a href='/w'>World</a></li><li><a href='/s'>Sport</a></li></ul></nav>"
_COOKIES = "<div id='cookie-consent' class='cookie-banner'><p>Please accept all cookies.</p><button>OK</button></div>"
_MORE = "<aside class='related-articles'><h3>More stories like this</h3><ul><li><a href='/o'>Oil price</a></li></ul></aside>"
_FOOT = "<footer><p>© 2025 Daily Courier. All rights reserved.</p></footer><script>trackVisitor('x');</script>"


def _body(text: str) -> str:
    return (
        f"<p>{text} {_TAIL}</p><h2>What is known</h2><p>Two convoys of eleven trucks were held at the crossing. {_TAIL}</p>"
        "<ul><li>Fuel lasts for six days in the district</li><li>Flour lasts for twelve days there</li></ul>"
        f"<h2>What comes next</h2><p>A third meeting is planned in the capital, the envoy said. {_TAIL}</p>"
    )


def _page(head: str, body: str, attributes: str = "lang='en'") -> str:
    return f"<!DOCTYPE html><html {attributes}><head>{head}</head><body>{body}</body></html>"


def wordpress(title: str, text: str, date: str) -> str:
    head = (
        f"<title>{title} – Daily Courier</title><meta property='og:title' content='{title}'>"
        f"<meta property='og:site_name' content='Daily Courier'><link rel='canonical' href='https://courier.example/a'>"
        f"<meta property='article:published_time' content='{date}T08:00:00+00:00'>"
    )
    article = (
        f"<article class='post type-post hentry'><header class='entry-header'><h1 class='entry-title'>{title}</h1></header>"
        f"<div class='entry-content'>{_body(text)}</div></article>"
    )
    return _page(head, f"{_COOKIES}<header class='site-header'>{_MENU}</header><main>{article}{_MORE}</main>{_FOOT}")


def linked_data(title: str, text: str, date: str) -> str:
    data = (
        f'{{"@context":"https://schema.org","@type":"NewsArticle","headline":"{title}","datePublished":"{date}T06:30:00Z",'
        '"publisher":{"@type":"Organization","name":"Daily Courier"},"mainEntityOfPage":"https://courier.example/a"}'
    )
    head = (
        f"<title>{title} | Daily Courier</title><link rel='canonical' href='https://courier.example/a'>"
        f"<meta property='og:site_name' content='Daily Courier'><script type='application/ld+json'>{data}</script>"
    )
    blocks = _body(text).replace("<p>", "<div data-component='text-block'><p>").replace("</p>", "</p></div>")
    body = f"<main id='main-content'><article><h1 id='main-heading'>{title}</h1>{blocks}</article></main>"
    return _page(head, f"{_COOKIES}{_MENU}{body}{_MORE}{_FOOT}")


def amp(title: str, text: str, date: str) -> str:
    head = (
        f"<meta charset='utf-8'><title>{title}</title><link rel='canonical' href='https://courier.example/a'>"
        f"<meta property='og:site_name' content='Daily Courier'><meta property='og:title' content='{title}'>"
        f"<meta name='article:published_time' property='article:published_time' content='{date}'>"
        "<style amp-boilerplate>body{animation:none}</style><script async src='https://cdn.example/v0.js'></script>"
    )
    body = f"<amp-sidebar id='s'>{_MENU}</amp-sidebar><article class='amp-wp-article'><h1>{title}</h1>{_body(text)}</article>"
    return _page(head, f"{body}{_MORE}{_COOKIES}{_FOOT}", "amp lang='en'")


def agency(title: str, text: str, date: str) -> str:
    head = (
        f"<title>{title}</title><meta name='DC.date.issued' content='{date}'><meta name='date' content='{date}'>"
        f"<meta property='og:title' content='{title}'><meta property='og:site_name' content='Daily Courier'>"
        "<meta property='og:url' content='https://courier.example/a'>"
    )
    body = (
        f"<div class='article-header'><h1>{title}</h1><time datetime='{date}'>{date}</time></div>"
        f"<div class='article-body__content'>{_body(text)}</div>"
    )
    return _page(head, f"<div class='site-nav'>{_MENU}</div>{_COOKIES}<div class='article'>{body}</div>{_MORE}{_FOOT}")


def ministry(title: str, text: str, date: str) -> str:
    head = (
        f"<title>{title}</title><meta property='og:site_name' content='Daily Courier'>"
        f"<meta name='dcterms.created' content='{date}'><link rel='canonical' href='https://courier.example/a'>"
    )
    table = "<table><tr><th>Camp</th><th>Litres</th></tr><tr><td>North</td><td>9</td></tr><tr><td>South</td><td>11</td></tr></table>"
    body = f"<div id='content'><main><h1>{title}</h1><p class='date'>{date}</p>{_body(text)}{table}</main></div>"
    return _page(head, f"<div role='navigation'>{_MENU}</div>{_COOKIES}{body}{_MORE}{_FOOT}")


STYLES = (wordpress, linked_data, amp, agency, ministry)
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16")
