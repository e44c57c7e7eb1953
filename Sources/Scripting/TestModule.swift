/// `runtime.test`: what test files get from `require "runtime.test"`.
///
/// It is written in Lua and runs in the state of the test. What only Swift knows it asks through
/// the door that the loader passes it; ``TestHost`` answers.
enum TestModule {
    /// The name under which it is required.
    static let name = "runtime.test"

    /// The functions it has, for spelling hints.
    static let functions = [
        "advance", "at", "decide", "equal", "event", "facts", "host", "now", "plan", "raises",
        "run",
    ]

    static let text = #"""
        local door, limited = ...
        local FUEL = \#(ScriptLimits.standard.fuel) -- of one call of a pure function
        local runtime = require "runtime"
        local error, ipairs, next, pcall = error, ipairs, next, pcall
        local rawequal, rawget = rawequal, rawget
        local setmetatable, tostring, type = setmetatable, tostring, type
        local find, gsub = string.find, string.gsub
        local concat, pack, unpack = table.concat, table.pack, table.unpack

        local t = {}

        -- The virtual clock: 2026-01-01T00:00:00Z until a test sets it.
        local now = 1767225600

        ------------------------------------------------------------------- failures

        -- "file:line: " of the function that many levels up, from the caller of this one; where
        -- that is not the script's, of the next one that is.
        local function place(level)
          for above = level + 2, level + 22 do
            local _, text = pcall(error, "", above)
            text = gsub(text, "^runtime%.test:%d+: ", "")
            if text ~= "" then return text end
          end
          return ""
        end

        -- Fails the test for good, also where a pcall would catch the error. `level` counts as in
        -- error(), from the caller of this function.
        local function fail(level, message, details, hint)
          door("fail", place(level + 1) .. message, details or {}, hint)
          error(message, level + 1)
        end

        -- Asks the host; what it refuses fails the test at the caller's caller.
        local function ask(verb, ...)
          local answer, problem, hint = door(verb, ...)
          if problem then fail(3, problem, nil, hint) end
          return answer
        end

        -- Values as people write them.
        local function show(value, depth)
          depth = depth or 0
          if type(value) == "string" then
            return '"' .. gsub(gsub(value, '[\\"]', "\\%0"), "\n", "\\n") .. '"'
          end
          if type(value) ~= "table" then return tostring(value) end
          if next(value) == nil then return "{}" end
          if depth == 3 then return "{ ... }" end
          local parts, count = {}, 0
          for key, member in runtime.sorted_pairs(value) do
            count = count + 1
            if count > 8 then
              parts[#parts + 1] = "..."
              break
            end
            local lead = ""
            if type(key) ~= "string" then
              if key ~= count then lead = "[" .. tostring(key) .. "] = " end
            elseif find(key, "^[%a_][%w_]*$") then
              lead = key .. " = "
            else
              lead = "[" .. show(key) .. "] = "
            end
            parts[#parts + 1] = lead .. show(member, depth + 1)
          end
          return "{ " .. concat(parts, ", ") .. " }"
        end

        ------------------------------------------------------------------ assertions

        local function below(path, key)
          if type(key) ~= "string" then return path .. "[" .. tostring(key) .. "]" end
          if find(key, "^[%a_][%w_]*$") then return path == "" and key or path .. "." .. key end
          return path .. "[" .. show(key) .. "]"
        end

        local function note(found, path, actual, expected)
          found[#found + 1] = { path = path, actual = show(actual), expected = show(expected) }
        end

        -- Lists where two values differ; `seen` holds the pairs of tables being compared.
        local function compare(actual, expected, path, found, seen)
          if rawequal(actual, expected) or actual == expected then return end
          if type(actual) ~= "table" or type(expected) ~= "table" then
            return note(found, path, actual, expected)
          end
          if seen[actual] == expected then return end
          seen[actual] = expected
          for key, member in runtime.sorted_pairs(expected) do
            compare(rawget(actual, key), member, below(path, key), found, seen)
          end
          for key, member in runtime.sorted_pairs(actual) do
            if rawget(expected, key) == nil then note(found, below(path, key), member, nil) end
          end
        end

        function t.equal(actual, expected, message)
          local found = {}
          compare(actual, expected, "", found, {})
          if #found == 0 then return end
          local lead = message and tostring(message) .. ": " or ""
          if #found == 1 then
            local at = found[1].path == "" and "got " or found[1].path .. " is "
            fail(2, lead .. at .. found[1].actual .. ", expected " .. found[1].expected)
          end
          local lines = {}
          for index, difference in ipairs(found) do
            if index > 10 then
              lines[index] = "..."
              break
            end
            lines[index] = difference.path .. " is " .. difference.actual .. ", expected "
              .. difference.expected
          end
          fail(2, lead .. #found .. " differences", lines)
        end

        function t.raises(body, pattern)
          if type(body) ~= "function" then
            fail(2, "t.raises needs a function, not " .. show(body))
          end
          local well, problem = pcall(body)
          if well then
            fail(2, "nothing was raised" .. (pattern and ", expected " .. show(pattern) or ""))
          end
          local text = tostring(type(problem) == "table" and rawget(problem, "message") or problem)
          if pattern and not find(text, pattern) and not find(text, pattern, 1, true) then
            fail(2, "raised " .. show(text) .. ", expected " .. show(pattern))
          end
          return text
        end

        ----------------------------------------------------------------------- time

        function t.now()
          return now
        end

        function t.at(instant)
          now = ask("t.at", instant)
          return now
        end

        function t.advance(seconds)
          now = ask("t.at", now, seconds)
          return now
        end

        -------------------------------------------------------------------- policies

        local checked, records = {}, {}

        -- A table that raises when a field is read that it cannot have, as the host's do.
        local function record(values, names)
          local known = {}
          for _, name in ipairs(names) do known[name] = true end
          records[values] = true
          return setmetatable(values, {
            __metatable = false,
            __index = function(_, name)
              if not known[name] then
                error("there is no field '" .. tostring(name) .. "'", 2)
              end
            end,
          })
        end

        -- Validates a policy as the host does when it loads one.
        local function check(policy)
          if type(policy) ~= "table" then
            fail(3, "a policy is a table, such as require \"payments\" gives, not " .. show(policy))
          end
          if checked[policy] then return end
          local _, problem, hint = door("t.policy", policy)
          if problem then fail(3, problem, nil, hint) end
          checked[policy] = true
        end

        local function facts_of(given, policy)
          local answer, problem, hint = door("t.facts", now, given or {}, policy)
          if problem then fail(3, problem, nil, hint) end
          record(answer.facts.application, answer.application_names)
          return record(answer.facts, answer.names)
        end

        function t.facts(given)
          local facts = facts_of(given)
          return facts
        end

        -- Asks `schedule` and lets the host read what it says.
        local function advice_of(policy, facts)
          if not policy.schedule then return nil end
          local said = limited(FUEL, function()
            local said = policy.schedule(facts)
            return said
          end)
          local advice, problem, hint = door("schedule result", said)
          if problem then fail(3, problem, nil, hint) end
          if not advice then return nil end
          advice.within = said.within
          return record(advice, { "action", "at", "reason", "within" })
        end

        function t.decide(policy, facts)
          check(policy)
          if not records[facts] then facts = facts_of(facts, policy) end
          local advice = advice_of(policy, facts)
          return advice
        end

        function t.plan(policy, facts)
          check(policy)
          if not records[facts] then facts = facts_of(facts, policy) end
          local advice = advice_of(policy, facts)
          local answer = ask("t.plan", policy, facts, advice or false)
          return record(answer.plan, answer.names)
        end

        ----------------------------------------------------------------------- hooks

        function t.event(given)
          local event = ask("t.event", now, given or {})
          records[event] = true
          return event
        end

        -- What a scripted host says to a call, which it notes.
        local function answer_of(host, name, ...)
          local arguments = pack(door("host:" .. name .. " argument", ...))
          arguments.n = nil
          local calls = host.calls
          calls[#calls + 1] = { name = name, argument = arguments[1], arguments = arguments }
          local planned, answer = host.plan[#calls], nil
          if host.ordered then
            if planned and planned.name == name then answer = planned.answer end
            door("host call", host.id)
          else
            answer = host.answers[name]
          end
          if answer == nil then
            local wanted = planned and ", expected host:" .. planned.name or ""
            fail(3, "unexpected call host:" .. name .. " " .. show(arguments[1]) .. wanted)
          end
          if type(answer) ~= "function" then return door("host:" .. name .. " answer", answer) end
          return door("host:" .. name .. " answer", answer(...))
        end

        local function is_listed(name, names)
          for _, known in ipairs(names) do
            if known == name then return true end
          end
          return false
        end

        -- The host object of a hook: its functions and nothing else, as long as the hook runs.
        local function object_of(host, names)
          local object = {}
          local lease = { live = true }
          setmetatable(object, {
            __metatable = false,
            __tostring = function() return "host" end,
            __newindex = function() error("the host cannot be changed", 2) end,
            __index = function(_, name)
              if not is_listed(name, names) then
                error("host has no function '" .. tostring(name) .. "' (available: "
                  .. concat(names, ", ") .. ")", 2)
              end
              return function(self, ...)
                if self ~= object then error("call it with a colon: host:" .. name, 2) end
                if not lease.live then
                  error("host:" .. name .. " is called after its hook has ended", 2)
                end
                local results = pack(answer_of(host, name, ...))
                return unpack(results, 1, results.n)
              end
            end,
          })
          return object, lease
        end

        local hosts = {}

        function t.host(spec)
          local host = { calls = {}, plan = {}, answers = {}, ordered = spec ~= nil and #spec > 0 }
          local names = {}
          for key, value in runtime.sorted_pairs(spec or {}) do
            if host.ordered then
              local name, answer = next(type(value) == "table" and value or {})
              if type(key) ~= "number" or type(name) ~= "string" or next(value, name) then
                fail(2, "call " .. tostring(key) .. " of a host must be a table with one function, "
                  .. "such as { http = { status = 200 } }")
              end
              host.plan[key] = { name = name, answer = answer }
              names[#names + 1] = name
            else
              host.answers[key] = value
              names[#names + 1] = key
            end
          end
          local answer = ask("t.host", place(2), names, host.ordered)
          host.id = answer.id
          host.names = answer.names
          local handle = { calls = host.calls }
          hosts[handle] = host
          return setmetatable(handle, {
            __metatable = false,
            __index = function(_, name)
              local object = object_of(host, host.names)
              local method = object[name]
              return function(_, ...) return method(object, ...) end
            end,
          })
        end

        -- Makes the calls of a hook that is a list, up to the first that fails.
        local function make_calls(effects, object)
          for _, effect in ipairs(effects) do
            local name, argument = next(effect)
            local result, problem = object[name](object, argument)
            if result == nil and problem ~= nil then return nil, problem end
          end
          return true
        end

        -- Calls by name, so that messages have the name.
        local callers = {
          before_rotate = function(hooks, ...) return pack(hooks.before_rotate(...)) end,
          verify = function(hooks, ...) return pack(hooks.verify(...)) end,
          rotated = function(hooks, ...) return pack(hooks.rotated(...)) end,
          retire = function(hooks, ...) return pack(hooks.retire(...)) end,
          retired = function(hooks, ...) return pack(hooks.retired(...)) end,
          failed = function(hooks, ...) return pack(hooks.failed(...)) end,
        }

        function t.run(policy, hook, event, host)
          check(policy)
          local answer = ask("t.run", policy, hook, not records[event] and event or {}, now)
          if not records[event] then event = answer.event end
          local known = hosts[host or t.host()]
          if not known then fail(2, "the host of t.run is one that t.host { … } gives") end
          local object, lease = object_of(known, answer.names)
          local body = policy.hooks[hook]
          local results
          if type(body) == "function" then
            results = callers[hook](policy.hooks, event, object)
          else
            results = pack(make_calls(body, object))
          end
          lease.live = false
          return door(hook .. " result", unpack(results, 1, results.n))
        end

        return setmetatable({}, {
          __metatable = false,
          __newindex = function() error("runtime.test cannot be changed", 2) end,
          __index = function(_, name)
            return t[name] or error("runtime.test has no function '" .. tostring(name) .. "'", 2)
          end,
        })
        """#
}
