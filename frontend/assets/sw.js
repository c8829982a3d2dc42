// The shell without a link: hashed files from the cache, the page from the network while there is one.
// Answers of the API are never kept: they are personal and they age.
const CACHE = "podskazka-{{version}}";
const SHELL = {{first-load}};
const OURS = /^\/($|login$|profile$|s\/)/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([...SHELL, "/"])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("podskazka-") && name !== CACHE);
  const drop = caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name))));
  event.waitUntil(drop.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/assets/")) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  } else if (request.mode === "navigate" && OURS.test(url.pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match("/")));
  }
});
