/// What a session runs before anything else, in Lua: the printer of values.
///
/// It returns the function that sets the global `facts`.
enum SessionPrelude {
    /// Values as Lua source: positions before names, keys in order, no addresses.
    static let source = #"""
        runtime = require "runtime"
        facts = false

        local type, tostring, next, rawget, select = type, tostring, next, rawget, select
        local concat, sort, length = table.concat, table.sort, utf8.len
        local byte, find, format = string.byte, string.find, string.format
        local gsub, rep = string.gsub, string.rep
        local subtype, huge = math.type, math.huge
        local WIDTH, MOST, DEPTH = 72, 200, 12

        local keywords = {}
        for _, word in next, {
          "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto",
          "if", "in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until",
          "while",
        } do keywords[word] = true end

        local escapes = {
          ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t", ['"'] = '\\"', ["\\"] = "\\\\",
        }
        local function escape(char)
          return escapes[char] or format("\\%03d", byte(char))
        end

        local function quote(text)
          local pattern = length(text) and '[%c"\\]' or '[%c"\\\128-\255]'
          return '"' .. gsub(text, pattern, escape) .. '"'
        end

        local function number(value)
          if value ~= value then return "0/0" end
          if value == huge then return "math.huge" end
          if value == -huge then return "-math.huge" end
          return tostring(value)
        end

        local rank = { number = 1, string = 2, boolean = 3 }
        local function before(a, b)
          local left, right = rank[type(a)] or 4, rank[type(b)] or 4
          if left ~= right then return left < right end
          if left < 3 then return a < b end
          return left == 3 and a == false and b == true
        end

        local show

        local function key(value, depth, above)
          if type(value) == "string" then
            if find(value, "^[%a_][%w_]*$") and not keywords[value] then return value end
          end
          return "[" .. show(value, depth, above) .. "]"
        end

        local function members(list, depth, above)
          local items, count = {}, 0
          while count < MOST and rawget(list, count + 1) ~= nil do
            count = count + 1
            items[count] = show(rawget(list, count), depth, above)
          end
          local keys, more = {}, 0
          for name in next, list do
            local isListed = subtype(name) == "integer" and name >= 1 and name <= count
            if not isListed then
              if #keys + count < MOST then keys[#keys + 1] = name else more = more + 1 end
            end
          end
          sort(keys, before)
          for _, name in next, keys do
            local member = show(rawget(list, name), depth, above)
            items[#items + 1] = key(name, depth, above) .. " = " .. member
          end
          if more > 0 then items[#items + 1] = "--[[ " .. more .. " more ]]" end
          return items
        end

        local function container(value, depth, above)
          if above[value] then return "<cycle>" end
          if next(value) == nil then return "{}" end
          if depth == DEPTH then return "{ --[[ deeper ]] }" end
          above[value] = true
          local items = members(value, depth + 1, above)
          above[value] = nil
          local line = "{ " .. concat(items, ", ") .. " }"
          if #line + depth * 2 <= WIDTH and not find(line, "\n", 1, true) then return line end
          local indent = rep("  ", depth + 1)
          local inside = concat(items, ",\n" .. indent)
          return "{\n" .. indent .. inside .. ",\n" .. rep("  ", depth) .. "}"
        end

        function show(value, depth, above)
          local kind = type(value)
          if kind == "string" then return quote(value) end
          if kind == "number" then return number(value) end
          if kind == "table" then return container(value, depth, above) end
          if kind == "function" then return "<function>" end
          return tostring(value)
        end

        function __show(...)
          local texts = {}
          for place = 1, select("#", ...) do
            texts[place] = show((select(place, ...)), 0, {})
          end
          return concat(texts, "\n")
        end

        return function(value) facts = value end
        """#
}
