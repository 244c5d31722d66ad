// Shell scripts that fetch malware, install it, and remove what is in its way.

rule dropper_script : dropper
{
    meta:
        description = "Shell script that downloads and installs, and works against others or against traces"
        severity = "high"
        attack = "T1105"
    strings:
        $fetch = /\b(curl|wget)\s[^\n]{0,120}(https?:\/\/|[0-9]{1,3}\.[0-9]{1,3}\.)/
        $run1 = /chmod\s+(\+x|[0-7]?7[0-7]{2})\s+[^\n]{0,20}\/(tmp|var\/tmp|dev\/shm)\//
        $run2 = /(curl|wget)\s[^\n;]{1,160}\|\s*(ba)?sh\b/
        $cron1 = /crontab\s+-[\s)|;]/
        $cron2 = /\/var\/spool\/cron|\/etc\/cron\.d\//
        $kill1 = /(pkill|killall)\s+(-9\s+|-f\s+){0,2}["']?(xmr|kinsing|kdevtmp|minerd|cryptonight|stratum|watchbog|sysupdate)/
        $kill2 = /(ps|pgrep)\s[^\n]{0,60}(xmr|stratum|minerd|cryptonight)[^\n]{0,60}kill/
        $trace1 = /history\s+-c/
        $trace2 = /(>|rm\s+-r?f)\s*\/var\/log\/(wtmp|lastlog|btmp|secure|auth|syslog)/
        $trace3 = /unset\s+HISTFILE|HISTFILE=\/dev\/null/
        $guard1 = /setenforce\s+0/
        $guard2 = /(systemctl\s+(stop|disable)|service)\s+[^\n]{0,30}(aliyun|apparmor|auditd|firewalld|cloudmonitor|bcm-agent)/
        $guard3 = /chattr\s+-[iaR]{1,3}\s+[^\n]{0,40}(cron|ld\.so\.preload|authorized_keys)/
        $preload = /(>|tee)[^\n]{0,20}\/etc\/ld\.so\.preload/
    condition:
        filesize < 512KB and uint32(0) != 0x464c457f and
        $fetch and any of ($run*) and
        ((any of ($cron*)) or $preload) and
        (any of ($kill*) or any of ($trace*) or any of ($guard*) or $preload)
}
