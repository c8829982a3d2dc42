-- What `load.rs` lets wrk send: one path over and over, with another id or another key each time.
local path = os.getenv("BENCH_PATH"):gsub("[\128-\255]", function(byte)
  return string.format("%%%02X", byte:byte())
end)
if not path:find("^/health/") then path = "/api/v1/schools/demo" .. path end
local body = os.getenv("BENCH_BODY")
local ids, tokens, count = {}, {}, 0
for token in os.getenv("BENCH_TOKENS"):gmatch("%S+") do tokens[#tokens + 1] = "Bearer " .. token end

function init()
  math.randomseed(os.time())
  wrk.headers["Authorization"] = tokens[1]
  wrk.headers["Content-Type"] = "application/json"
  if path:find("{id}", 1, true) then
    for line in io.lines(os.getenv("BENCH_IDS")) do ids[#ids + 1] = line end
  end
  prefix = os.time() .. "-" .. math.random(1, 1000000) .. "-"
end

function request()
  if body ~= "" then
    count = count + 1
    wrk.headers["Idempotency-Key"] = prefix .. count
    wrk.headers["Authorization"] = tokens[count % #tokens + 1]
    return wrk.format("POST", path, nil, body)
  end
  if #ids == 0 then return wrk.format("GET", path) end
  return wrk.format("GET", (path:gsub("{id}", ids[math.random(#ids)])))
end

function done(summary, latency)
  local e = summary.errors
  print(string.format('seen {"requests": %d, "duration": %f, "errors": %d, "p50": %f, "p95": %f, "p99": %f}',
    summary.requests, summary.duration / 1e6, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
