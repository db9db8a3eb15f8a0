-- Sends the request targets of a file in turn.
--   wrk … -s wrk.lua URL -- FILE ACCEPT FIRST STEP
-- Each target ends before the number of a LIMIT: the first request of a thread has FIRST, the next FIRST + STEP, ….
-- With STEP 0 the same few requests come again and again; with STEP 1 no two are the same.

local targets, headers, number, step, place = {}, {}, 0, 0, 0

function init(args)
  for line in io.lines(args[1]) do
    targets[#targets + 1] = line
  end
  headers["Accept"] = args[2]
  number, step = tonumber(args[3]), tonumber(args[4])
end

function request()
  place = place % #targets + 1
  number = number + step
  return wrk.format("GET", targets[place] .. number, headers)
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %d %f %f\n", summary.requests, summary.duration,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(95)))
end
