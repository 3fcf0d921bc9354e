"""Web pages as several kinds of site write them; all made up."""

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
