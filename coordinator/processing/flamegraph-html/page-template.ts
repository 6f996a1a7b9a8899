/** What stands in the page, ready to be put there: text escaped, style and script as the policy's hashes know them. */
export interface PageParts {
  readonly policy: string;
  readonly title: string;
  readonly subtitle: string;
  readonly style: string;
  readonly script: string;
  readonly profile: string;
}

export function renderTemplate(parts: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${parts.policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${parts.title}</title>
<style>${parts.style}</style>
</head>
<body>
<header>
<h1>${parts.title}</h1>
<p class="subtitle">${parts.subtitle}</p>
<p id="facts"></p>
<p id="quality"></p>
</header>
<div class="tools" role="toolbar" aria-label="Graph">
<input id="search" type="search" placeholder="Search names ( / )" aria-label="Search names" autocomplete="off" spellcheck="false">
<output id="matches" for="search"></output>
<span class="buttons">
<button id="reset" type="button" title="Show everything (Esc)" disabled>Reset zoom</button>
<button id="callers" type="button" aria-pressed="false" title="From the innermost frame to its callers (c)">Callers</button>
<button id="flip" type="button" aria-pressed="false" title="Outermost frame at the bottom (f)">Flip</button>
<button id="idle" type="button" aria-pressed="false" title="Show the idle thread, too (i)" hidden>Idle</button>
</span>
</div>
<main id="graph" tabindex="0" role="application" aria-label="Flame graph: arrows move, Enter zooms, Esc resets" aria-describedby="status">
<div id="spacer"><canvas id="canvas"></canvas></div>
</main>
<footer>
<span id="status" role="status"></span>
<span class="legend"><i class="user"></i>user <i class="kernel"></i>kernel <i class="inlined"></i>inlined <i class="unresolved"></i>no symbol</span>
</footer>
<div id="tip" role="tooltip" hidden></div>
<noscript>This page draws the profile with its own script; please allow it.</noscript>
<script id="profile" type="application/json">${parts.profile}</script>
<script>${parts.script}</script>
</body>
</html>
`;
}
