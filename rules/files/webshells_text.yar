// Scripts of web servers that execute what a request says.

// Text that acts. Rules of other tools and pages about attacks only quote what
// they are about; what begins as a program does is none of these.
private rule acting_webshells
{
    strings:
        $rule = "condition:"
        $policy = /\npackage [a-z]/
        $filter = "SecRule "
        $signature = "(msg:\""
        $page = "\n```"
        $listing = ".. code"
    condition:
        filesize < 1MB and uint32(0) != 0x464c457f and
        (uint16(0) == 0x2123 or uint16(0) == 0x3f3c or uint16(0) == 0x253c or
        not (uint32(0) == 0x6b636170 or any of them))
}

rule php_webshell : webshell
{
    meta:
        description = "PHP script that executes what a request sends"
        severity = "high"
        attack = "T1505.003"
    strings:
        $open = "<?"
        $direct = /\b(eval|assert|system|exec|shell_exec|passthru|popen|proc_open|pcntl_exec|create_function)\s*\(\s*(@|trim\(|stripslashes\(|urldecode\(|base64_decode\(|gzinflate\(|str_rot13\(|hex2bin\(){0,4}\s*(\$_GET|\$_POST|\$_REQUEST|\$_COOKIE|\$_SERVER\s*\[\s*["']HTTP_|\$_FILES)\s*["'\[{\w]/ nocase
        $chain = /\beval\s*\(\s*@?(gzinflate|gzuncompress|str_rot13|strrev|base64_decode)\s*\(\s*(gzinflate|gzuncompress|str_rot13|strrev|base64_decode)\s*\(/ nocase
        $variable = /(\$_GET|\$_POST|\$_REQUEST|\$_COOKIE)\s*\[[^\]\n]{1,40}\]\s*\(\s*@?(\$_GET|\$_POST|\$_REQUEST|\$_COOKIE)\s*\[/ nocase
        $backtick = /`[^`\n]{0,40}(\$_GET|\$_POST|\$_REQUEST|\$_COOKIE)\s*\[/ nocase
        $input1 = /@\s?(eval|assert|include|require|include_once|require_once)\s*\(?\s*@?(base64_decode\(\s*)?(file_get_contents\(\s*)?["']php:\/\/input["']/ nocase
        $input2 = /\b(eval|assert|include|require|include_once|require_once)\s*\(?\s*@?(base64_decode\(\s*)?(file_get_contents\(\s*)?["']php:\/\/input["']/ nocase
    condition:
        acting_webshells and $open and
        (any of ($direct, $chain, $variable, $backtick, $input1) or ($input2 and filesize < 4KB))
}

rule php_webshell_hidden : webshell
{
    meta:
        description = "PHP script that calls functions whose names it hides, with what a request sends"
        severity = "high"
        attack = "T1505.003"
    strings:
        $open = "<?"
        $callback1 = /\b(array_map|call_user_func|call_user_func_array|register_shutdown_function|forward_static_call|array_walk)\s*\(\s*@?(base64_decode\(|strrev\(|str_rot13\(|stripslashes\(){0,2}\s*(\$_GET|\$_POST|\$_REQUEST|\$_COOKIE)\s*\[/ nocase
        $callback2 = /["'](assert|system|passthru|shell_exec|create_function)["']\s*,\s*(array\s*\(|\[)?\s*@?(\$_GET|\$_POST|\$_REQUEST|\$_COOKIE)\b/ nocase
        $callback3 = /\b(usort|uasort|uksort|array_filter|iterator_apply|preg_replace_callback)\s*\(\s*(\$_GET|\$_POST|\$_REQUEST|\$_COOKIE)[^\n;]{1,40},\s*@?(\$_GET|\$_POST|\$_REQUEST|\$_COOKIE)\s*\[/ nocase
        $replace = /preg_replace\s*\(\s*["']([\/#~|@])[^"'\n]{0,60}[\/#~|@][imsxu]{0,4}e[imsxu]{0,4}["']\s*,[^\n;]{0,60}(\$_GET|\$_POST|\$_REQUEST|\$_COOKIE)\b/ nocase
        $call = /\$\{?\w{1,30}\}?\s*\(\s*@?(base64_decode\(|stripslashes\(|strrev\(|str_rot13\(){0,2}\s*(\$_GET|\$_POST|\$_REQUEST|\$_COOKIE)\s*[\[{]/
        $name1 = /["'](as|ass|asse|sys|syst|syste|pass|shell|shell_|base|base64|create_)["']\s*\.\s*["']\w{1,20}["']/ nocase
        $name2 = /\$\w{1,30}\s*=\s*(str_rot13|strrev|base64_decode|hex2bin|str_replace)\s*\(\s*["']/ nocase
        $name3 = /(chr\s*\(\s*[0-9]{2,3}\s*\)\s*\.\s*){4}/ nocase
        $name4 = /\$\{\s*["'](_GET|_POST|_REQUEST|\\x5f\\x|\\137)/ nocase
        $name5 = /\$\w{1,30}\s*=\s*["']\\x[0-9a-f]{2}\\x[0-9a-f]{2}/ nocase
        $stream = "php://input"
        $any = /\b(eval|assert)\s*\(\s*@?\$\w{1,30}\s*(\.\s*["']{2}\s*)?\)/ nocase
        $key = /\b(openssl_decrypt|mcrypt_decrypt|base64_decode|gzuncompress)\s*\(/
    condition:
        acting_webshells and $open and filesize < 64KB and
        (any of ($callback*) or $replace or ($call and any of ($name*)) or
        (filesize < 8KB and all of ($stream, $any, $key)))
}

rule php_code_encoded : webshell
{
    meta:
        description = "PHP script that evaluates code which it decodes, or runs a command that it took from a request a line before"
        severity = "medium"
        attack = "T1027"
    strings:
        $open = "<?"
        $eval = /\b(eval|assert)\s*\(\s*@?(gzinflate|gzuncompress|gzdecode|str_rot13|strrev|base64_decode|hex2bin|rawurldecode|convert_uudecode)\s*\(/ nocase
        $flow = /=\s*(trim\()?(\$_GET|\$_POST|\$_REQUEST|\$_COOKIE)\s*\[[^\]\n]{1,40}\]\)?\s*;\s{0,20}[^\n;]{0,40}\b(eval|system|exec|shell_exec|passthru|popen|proc_open)\s*\(\s*\$\w{1,40}/ nocase
        $include = /\b(include|require)(_once)?\s*\(?\s*@?(\$_GET|\$_POST|\$_REQUEST|\$_COOKIE)\s*\[/ nocase
    condition:
        acting_webshells and $open and filesize < 512KB and ($eval or (filesize < 16KB and any of ($flow, $include)))
}

rule php_console : webshell
{
    meta:
        description = "PHP script that tries every way to run a command, and takes what to run from a request"
        severity = "medium"
        attack = "T1505.003"
    strings:
        $open = "<?"
        $way1 = /["'](shell_exec|passthru|proc_open|popen|pcntl_exec)["']\s*[)\],]/
        $way2 = /\b(shell_exec|passthru|proc_open|popen|pcntl_exec)\s*\(\s*["']?\$?\w{1,20}/
        $both = "2>&1"
        $request = /\$_(POST|GET|REQUEST|COOKIE)\s*\[/
    condition:
        acting_webshells and $open and filesize < 256KB and #way1 + #way2 > 5 and $both and $request
}

rule php_uploader : webshell
{
    meta:
        description = "Small PHP script that writes what a request sends under a name that the request gives"
        severity = "medium"
        attack = "T1505.003"
    strings:
        $open = "<?"
        $write = /\b(file_put_contents|fopen)\s*\(\s*@?(basename\()?(\$_GET|\$_POST|\$_REQUEST|\$_COOKIE)\s*\[[^\n]{1,160}(\$_GET|\$_POST|\$_REQUEST|\$_COOKIE)\s*\[/ nocase
        $upload = /\b(move_uploaded_file|copy)\s*\(\s*\$_FILES\s*\[[^\n;]{1,80},\s*[^\n;]{0,40}(\$_FILES|\$_GET|\$_POST|\$_REQUEST)\s*\[/ nocase
        $fetch = /\b(file_put_contents|copy)\s*\([^\n;]{0,60}file_get_contents\s*\(\s*(\$_GET|\$_POST|\$_REQUEST|\$_COOKIE)\s*\[/ nocase
    condition:
        acting_webshells and $open and filesize < 4KB and any of ($write, $upload, $fetch)
}

rule webshell_in_picture : webshell
{
    meta:
        description = "Picture with PHP code in it"
        severity = "high"
        attack = "T1036.008"
    strings:
        $open1 = /<\?php\s/ nocase
        $open2 = /<\?=\s?[`$a-z_]{1,20}[\[({]/
    condition:
        (uint32(0) == 0x38464947 or uint32(0) == 0x474e5089 or uint16(0) == 0xd8ff or uint16(0) == 0x4d42) and
        filesize < 16MB and any of them
}

rule jsp_webshell : webshell
{
    meta:
        description = "JSP page that executes what a request sends"
        severity = "high"
        attack = "T1505.003"
    strings:
        $page = "<%"
        $root = "<jsp:"
        $parameter = /request\s*\.\s*get(Parameter|Header|Reader|InputStream|QueryString|Cookies)\s*\(/
        $runtime = /getRuntime\s*\(\s*\)\s*\.\s*exec\s*\(/
        $builder = /new\s+(java\.lang\.)?ProcessBuilder\s*\(/
        $loader = "defineClass("
        $script = /getEngineByName\s*\([^\n]{1,40}\)\s*\.\s*eval\s*\(/
        $hidden = /forName\s*\(\s*"java\.lang\.(Runtime|ProcessBuilder|ProcessImpl)"/
    condition:
        acting_webshells and ($page or $root) and $parameter and any of ($runtime, $builder, $loader, $script, $hidden)
}

rule aspx_webshell : webshell
{
    meta:
        description = "ASP page that executes what a request sends"
        severity = "high"
        attack = "T1505.003"
    strings:
        $page = "<%"
        $script = /<script\s[^>\n]{0,40}runat\s*=\s*["']server/ nocase
        $eval = /\b(eval|execute|executeglobal)[\s(]{1,4}request\s*(\.(item|form|querystring|params|headers|cookies)\b|[\[(]\s*["'])/ nocase
        $start1 = /(ProcessStartInfo|Process\.Start)\b/
        $start2 = /CreateObject\s*\(\s*"WScript\.Shell"/ nocase
        $request = /\bRequest\s*(\.(Item|Form|QueryString|Params|Headers|Cookies|BinaryRead)|\[|\()/ nocase
        $load = /Assembly\.Load\s*\(/
    condition:
        acting_webshells and ($page or $script) and ($eval or ($request and any of ($start*, $load)))
}

rule python_webshell : webshell
{
    meta:
        description = "Python program that executes what a request sends"
        severity = "high"
        attack = "T1505.003"
    strings:
        $flask = /\b(os\.(system|popen)|subprocess\.(run|call|Popen|check_output|getoutput)|exec|eval)\s*\(\s*(base64\.b64decode\(\s*)?(flask\.)?(request\.args|request\.form|request\.values|request\.data|request\.json|request\.headers|request\.cookies|request\.get_data|request\.get_json)\b/
        $cgi = /\b(os\.(system|popen)|subprocess\.(run|call|Popen|check_output|getoutput)|exec|eval)\s*\(\s*\w{0,20}(form|field|fields|storage|params|query|qs)(\.getvalue\(|\.getfirst\()/
        $path = /\b(os\.(system|popen)|subprocess\.(run|call|Popen|check_output|getoutput))\s*\(\s*(urllib\.parse\.)?(unquote(_plus)?\(\s*)?(self\.path|self\.headers|self\.rfile)\b/
        $read = /\b(os\.(system|popen)|subprocess\.(run|call|Popen|check_output|getoutput))\s*\([^\n]{0,40}self\.rfile\.read\(/
    condition:
        acting_webshells and any of ($flask, $cgi, $path, $read)
}

rule perl_webshell : webshell
{
    meta:
        description = "Perl script that executes what a request sends"
        severity = "high"
        attack = "T1505.003"
    strings:
        $param = /\b(system|exec|eval)\s*\(?\s*(\$\w{1,20}->|CGI::)?param\(/
        $query = /\b(system|exec|eval)\s*\(?\s*"?\$ENV\{\s*["']?(QUERY_STRING|HTTP_[A-Z_]{1,30})/
        $backtick = /`[^`\n]{0,20}\$ENV\{\s*["']?(QUERY_STRING|HTTP_)/
        $pipe = /\bopen\s*\(?[^\n;]{1,40}\$ENV\{\s*["']?(QUERY_STRING|HTTP_)[^\n;]{0,30}\|/
    condition:
        acting_webshells and any of ($param, $query, $backtick, $pipe)
}

rule node_webshell : webshell
{
    meta:
        description = "JavaScript program that executes what a request sends"
        severity = "high"
        attack = "T1505.003"
    strings:
        $child = "child_process"
        $exec = /\b(exec|execSync|spawn|spawnSync|execFile)\s*\(\s*(Buffer\.from\(\s*)?\(?(req|request|ctx|ctx\.request)(\.query|\.body|\.params|\.headers|\.url|\.cookies)\b/
        $eval = /\beval\s*\(\s*(req|request|ctx\.request)(\.query|\.body|\.params|\.headers)\b/
        $parse = /\b(exec|execSync)\s*\(\s*(new\s+URL\(|url\.parse\(|querystring\.parse\()/
    condition:
        acting_webshells and (($child and any of ($exec, $parse)) or $eval)
}

rule webserver_handler : webshell
{
    meta:
        description = "Settings of a web server that have it execute pictures or text as PHP"
        severity = "medium"
        attack = "T1505.003"
    strings:
        $type = /(^|\n)\s{0,8}(AddType|AddHandler)\s[^\n]{0,40}php[^\n]{0,20}\.(png|jpe?g|gif|ico|bmp|svg|txt|css|log|pdf)\b/ nocase
        $set = /<FilesMatch\s[^\n>]{0,60}(png|jpe?g|gif|ico|txt|css)[^\n>]{0,40}>\s{0,40}SetHandler\s[^\n]{0,30}php/ nocase
        $prepend = /(^|\n)\s{0,8}(php_value\s+)?auto_(ap|pre)pend_file\s*=?\s*["']?([^\n"']{0,120}\.(png|jpe?g|gif|ico|txt|css|log)\b|php:\/\/|data:|\/(tmp|var\/tmp|dev\/shm)\/)/
    condition:
        acting_webshells and filesize < 64KB and any of ($type, $set, $prepend)
}
