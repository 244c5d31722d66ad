// Scripts of web servers that execute what a request says.

rule php_webshell : webshell
{
    meta:
        description = "PHP script that executes what a request sends"
        severity = "high"
        attack = "T1505.003"
    strings:
        $open = "<?"
        $direct = /\b(eval|assert|system|exec|shell_exec|passthru|popen|proc_open|pcntl_exec|create_function)\s*\(\s*(@|trim\(|stripslashes\(|urldecode\(|base64_decode\(|gzinflate\(|str_rot13\(|hex2bin\(){0,4}\s*\$_(GET|POST|REQUEST|COOKIE|SERVER)\s*\[/ nocase
        $chain = /\beval\s*\(\s*(gzinflate|gzuncompress|str_rot13|strrev|base64_decode)\s*\(\s*(gzinflate|gzuncompress|str_rot13|strrev|base64_decode)\s*\(/ nocase
        $variable = /\$_(GET|POST|REQUEST|COOKIE)\s*\[[^\]]{1,40}\]\s*\(\s*\$_(GET|POST|REQUEST|COOKIE)\s*\[/ nocase
        $backtick = /`\s*\$_(GET|POST|REQUEST|COOKIE)\s*\[/ nocase
    condition:
        filesize < 2MB and uint32(0) != 0x464c457f and $open in (0..filesize) and any of ($direct, $chain, $variable, $backtick)
}

rule jsp_webshell : webshell
{
    meta:
        description = "JSP page that executes what a request sends"
        severity = "high"
        attack = "T1505.003"
    strings:
        $page = "<%"
        $parameter = "request.getParameter("
        $runtime = "Runtime.getRuntime().exec("
        $builder = "new ProcessBuilder("
        $loader = "defineClass("
    condition:
        filesize < 1MB and uint32(0) != 0x464c457f and $page and $parameter and any of ($runtime, $builder, $loader)
}
