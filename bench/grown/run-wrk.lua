-- Asks for the paths of a file in turn, and tells in JSON what came of it: wrk ... -s run-wrk.lua URL -- FILE
local paths, at = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do paths[#paths + 1] = line end
end

function request()
  at = at % #paths + 1
  return wrk.format('GET', paths[at])
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format('\nJSON {"seconds":%f,"bytes":%d,"answers":%d,"failed":%d,"p99Ms":%f}\n',
    summary.duration / 1e6, summary.bytes, summary.requests,
    e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(99) / 1e3))
end
